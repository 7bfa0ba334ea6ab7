#!/usr/bin/env bash
# a-list-to-scroll.sh : windows of a sorted list of eight people (virtual list view), by place and by letter, at three servers.
#
# OpenLDAP slapd 2.5.13 (overlay sssvlv), 389 Directory Server 2.3.1, Samba 4.17.12 as an Active Directory domain controller,
# python-ldap 3.4.3 (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# An address book with a scroll bar asks for a window of a sorted list: by place, by the part that is above it, or by the first letters
# (draft-ietf-ldapext-ldapv3-vlv, beside RFC 2891), here for one person and a neighbour on each side. One would guess that three
# servers which say that they can do this show the same windows, and that a client need not hand back the context that a server
# gives for the next window, as it may be left out. What happens: the middle is the same with all. Behind the end, as where the list has
# become shorter, Samba and 389 show the end, and slapd has an error. From Z on there is nobody, "at 9" of eight; to 389 the last person
# is the one who was meant. So also for "the fourth of four", which is how a client that guesses the length asks for the end: 389
# means the seventh of eight. And slapd keeps a list for each window: without the context the sixth on one connection is "busy".
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
also=(python3-ldap=3.4.3-)
cat >ask.py <<'P'
import os
import sys

from directories import SERVERS, STAFF, staffed, url

sys.path.append("/usr/lib/python3/dist-packages")
import ldap  # noqa: E402
from ldap.controls.sss import SSSRequestControl  # noqa: E402
from ldap.controls.vlv import VLVRequestControl, VLVResponseControl  # noqa: E402

WINDOWS = {"the second": {"offset": 2}, "the ninth": {"offset": 9}, "at the end of four": {"offset": 4, "content_count": 4},
           "in the middle of a hundred": {"offset": 50, "content_count": 100}, "from dunn on": {"greater_than_or_equal": "dunn"},
           "from Z on": {"greater_than_or_equal": "Z"}}


def connection(name):
    made = ldap.initialize(url(name))
    made.simple_bind_s(*SERVERS[name][1:])
    return made


def window(made, name, place):
    rule = ":caseIgnoreOrderingMatch" if name == "slapd" else ""
    asked = VLVRequestControl(criticality=True, before_count=1, after_count=1, **{"content_count": 0, **place})
    controls = [SSSRequestControl(ordering_rules=["sn" + rule]), asked]
    try:
        sent = made.search_ext(STAFF, ldap.SCOPE_SUBTREE, "(sn=*)", ["sn"], serverctrls=controls)
        _, entries, _, controls = made.result3(sent)
    except ldap.LDAPError as refused:
        return type(refused).__name__
    at = [f"(at {one.targetPosition})" for one in controls if one.controlType == VLVResponseControl.controlType]
    return " ".join([entry["sn"][0].decode() for _, entry in entries] + at)


for name in os.environ["directories"].split():
    directory = staffed(name)
    for person in "Adams Baker Cook Dunn Evans Ford Grant Hill".split():
        kind = "contact" if name == "Samba" else "inetOrgPerson"
        assert directory.add(f"cn={person},{STAFF}", kind, {"sn": person}), directory.result
    for what, place in WINDOWS.items():
        print(f"{name}, {what}: {window(connection(name), name, place)}")
    one = connection(name)
    print(f"{name}, eight windows on one connection:", ", ".join(window(one, name, {"offset": place}).split()[0] for place in range(1, 9)))
P
ask_directories 'slapd 389 Samba' 'overlay sssvlv' >seen
expect "$(cat seen)" 'slapd, the second: Adams Baker Cook (at 2)
slapd, the ninth: VLV_ERROR
slapd, at the end of four: Grant Hill (at 8)
slapd, in the middle of a hundred: Cook Dunn Evans (at 4)
slapd, from dunn on: Cook Dunn Evans (at 4)
slapd, from Z on: Hill (at 9)
slapd, eight windows on one connection: Adams, Adams, Baker, Cook, Dunn, BUSY, BUSY, BUSY
389, the second: Adams Baker Cook (at 2)
389, the ninth: Grant Hill (at 8)
389, at the end of four: Ford Grant Hill (at 7)
389, in the middle of a hundred: Cook Dunn Evans (at 4)
389, from dunn on: Cook Dunn Evans (at 4)
389, from Z on: Grant Hill (at 8)
389, eight windows on one connection: Adams, Adams, Baker, Cook, Dunn, Evans, Ford, Grant
Samba, the second: Adams Baker Cook (at 2)
Samba, the ninth: Grant Hill (at 8)
Samba, at the end of four: Grant Hill (at 8)
Samba, in the middle of a hundred: Cook Dunn Evans (at 4)
Samba, from dunn on: Cook Dunn Evans (at 4)
Samba, from Z on: Hill (at 9)
Samba, eight windows on one connection: Adams, Adams, Baker, Cook, Dunn, Evans, Ford, Grant'
