#!/usr/bin/env bash
# samba-a-catalogue-of-everything.sh : attributes asked of the port of the global catalogue, and what the schema says of them.
#
# Samba 4.17.12 as an Active Directory domain controller (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# The global catalogue (port 3268) has some attributes of each entry: those that the schema marks with isMemberOfPartialAttributeSet.
# An application that is pointed to it finds out which by trying. One would guess that a domain controller keeps to its own schema,
# and shows and finds there what is marked. What happens: Samba shows and finds everything. Its schema, which is Active
# Directory's, marks telephoneNumber, mail and sAMAccountName, and not mobile, department and employeeID; at port 3268 all six are
# there, and a search by each finds the person. So what was tried with Samba says nothing of a catalogue that keeps to the same
# schema, where a filter by department finds nobody.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import SERVERS, STAFF, SUFFIX, staffed

person = {"sAMAccountName": "aarcher", "mail": "anna@lab.example", "telephoneNumber": "1203", "mobile": "4203", "department": "Sales",
          "employeeID": "77"}
connection = staffed("Samba")
assert connection.add(f"CN=Anna,{STAFF}", "user", person), connection.result
catalogue = ldap3.Connection(ldap3.Server("127.0.0.1", 3268, get_info=ldap3.NONE), *SERVERS["Samba"][1:], auto_bind=True, auto_referrals=False,
                             check_names=False)
for name, value in person.items():
    connection.search(f"CN=Schema,CN=Configuration,{SUFFIX}", f"(&(lDAPDisplayName={name})(isMemberOfPartialAttributeSet=TRUE))")
    marked = sum(one["type"] == "searchResEntry" for one in connection.response)
    catalogue.search(SUFFIX, f"({name}={value})", attributes=[name])
    found = [one for one in catalogue.response if one["type"] == "searchResEntry"]
    shown = any(name in one["attributes"] for one in found)
    print(f"{name}: {'marked' if marked else 'not marked'}, found {len(found)}, {'shown' if shown else 'not shown'}")
P
ask_directories Samba >seen
expect "$(cat seen)" 'sAMAccountName: marked, found 1, shown
mail: marked, found 1, shown
telephoneNumber: marked, found 1, shown
mobile: not marked, found 1, shown
department: not marked, found 1, shown
employeeID: not marked, found 1, shown'
