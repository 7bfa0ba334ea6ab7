#!/usr/bin/env bash
# eight-in-a-filter.sh : a whole number in a filter, written in other ways than it is stored, at three servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Samba 4.17.12 as an Active Directory domain controller (Debian 12); PyPI ldap3
# 2.9.1. Seen on 2026-11-30.
#
# Whole numbers have one form in LDAP, without zeros in front (RFC 4517 section 3.3.16), and another is typed, or comes out of a program
# that writes hexadecimal. One would guess that a server either reads a number, as 8 where 08 or 0x8 is written, or has nobody for
# it. slapd does the latter. What happens: to Samba a zero in front means octal, so `=010` is eight and `=01000` is 512, which no
# other server says; 8.0 is 8, and 08, which is not octal, is nobody, or an error in a test of bits. 389 compares numbers by `=`, so
# 010 is ten, and something else by `>=` and `<=`, where ten is not at least 010, eight is not at most 010, and neither are they by
# the negation. In a test of bits 389 takes 0x8 for zero, of which everybody has all bits: a filter for who is switched off finds all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
slapd_directory() {
    slapd_database dc=example,dc=com secret-of-lab | slapd_conf slapd core cosine nis inetorgperson
    slapd_start slapd ldap://127.0.0.1:3890
}
cat >ask.py <<'P'
import os

from directories import STAFF, staffed

BITS = "1.2.840.113556.1.4.803:"
WAYS = ("=8", "=08", "=010", "=01000", "=0x8", "=+8", "=8.0", ">=010", "<=010", ":bits:=8", ":bits:=08", ":bits:=010", ":bits:=0x8")
for name in os.environ["directories"].split():
    connection = staffed(name)
    for number in (8, 10, 512):
        kinds = ["user"] if name == "Samba" else ["account", "posixAccount"]
        values = {"sAMAccountName": f"lab{number}"} if name == "Samba" else {"cn": str(number), "gidNumber": 1, "homeDirectory": "/"}
        assert connection.add(f"{'cn' if name == 'Samba' else 'uid'}={number},{STAFF}", kinds, {**values, "uidNumber": number}), connection.result

    def found(asked):
        connection.search(STAFF, asked, "LEVEL", attributes="uidNumber")
        names = sorted((one["dn"].split(",")[0].split("=")[1] for one in connection.response), key=int)
        return ", ".join(names) or connection.result["description"].replace("success", "nobody")

    for asked in WAYS:
        item = f"(uidNumber{asked.replace('bits:', BITS)})"
        print(f"{name}, (uidNumber{asked}): {found(item)}; not so: {found(f'(!{item})')}")
P
ask_directories 'slapd 389 Samba' >seen
expect "$(cat seen)" 'slapd, (uidNumber=8): 8; not so: 10, 512
slapd, (uidNumber=08): nobody; not so: nobody
slapd, (uidNumber=010): nobody; not so: nobody
slapd, (uidNumber=01000): nobody; not so: nobody
slapd, (uidNumber=0x8): nobody; not so: nobody
slapd, (uidNumber=+8): nobody; not so: nobody
slapd, (uidNumber=8.0): nobody; not so: nobody
slapd, (uidNumber>=010): nobody; not so: nobody
slapd, (uidNumber<=010): nobody; not so: nobody
slapd, (uidNumber:bits:=8): 8, 10; not so: 512
slapd, (uidNumber:bits:=08): nobody; not so: nobody
slapd, (uidNumber:bits:=010): nobody; not so: nobody
slapd, (uidNumber:bits:=0x8): nobody; not so: nobody
389, (uidNumber=8): 8; not so: 10, 512
389, (uidNumber=08): 8; not so: 10, 512
389, (uidNumber=010): 10; not so: 8, 512
389, (uidNumber=01000): nobody; not so: 8, 10, 512
389, (uidNumber=0x8): nobody; not so: 8, 10, 512
389, (uidNumber=+8): nobody; not so: 8, 10, 512
389, (uidNumber=8.0): nobody; not so: 8, 10, 512
389, (uidNumber>=010): 512; not so: 8
389, (uidNumber<=010): 10; not so: 512
389, (uidNumber:bits:=8): 8, 10; not so: 512
389, (uidNumber:bits:=08): 8, 10; not so: 512
389, (uidNumber:bits:=010): 10; not so: 8, 512
389, (uidNumber:bits:=0x8): 8, 10, 512; not so: nobody
Samba, (uidNumber=8): 8; not so: 10, 512
Samba, (uidNumber=08): nobody; not so: 8, 10, 512
Samba, (uidNumber=010): 8; not so: 10, 512
Samba, (uidNumber=01000): 512; not so: 8, 10
Samba, (uidNumber=0x8): 8; not so: 10, 512
Samba, (uidNumber=+8): 8; not so: 10, 512
Samba, (uidNumber=8.0): 8; not so: 10, 512
Samba, (uidNumber>=010): 8, 10, 512; not so: nobody
Samba, (uidNumber<=010): 8; not so: 10, 512
Samba, (uidNumber:bits:=8): 8, 10; not so: 512
Samba, (uidNumber:bits:=08): operationsError; not so: operationsError
Samba, (uidNumber:bits:=010): 8, 10; not so: 512
Samba, (uidNumber:bits:=0x8): 8, 10; not so: 512'
