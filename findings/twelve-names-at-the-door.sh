#!/usr/bin/env bash
# twelve-names-at-the-door.sh : one person logs in at a domain controller by each of her names.
#
# Samba 4.17.12 as an Active Directory domain controller (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A bind at a domain controller need not name the entry: a name from which the server can tell who is meant will do. One would
# guess that the domain is known by both of its names in both forms, `account@domain` and `domain\account`, and that beyond
# these a login name is what people would type. What happens: with the sign @ both names of the domain are good, also where the
# person's own userPrincipalName is of another domain; with the backslash only the short one is, and `example.com\aarcher` is a
# wrong password (data 52e), as any person who does not exist. So are the account alone, mail, displayName and objectGUID. The
# canonical name, `example.com/Staff/Anna Archer`, and the objectSid are good. A login that fails by its form cannot be told
# from a wrong password.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import STAFF, staffed, url
from ldap3.protocol.formatters.formatters import format_sid, format_uuid_le

PASSWORD, ANNA = "Right-one-1", f"cn=Anna Archer,{STAFF}"
admin = staffed("Samba")
values = {"sAMAccountName": "aarcher", "userPrincipalName": "anna@lab.example", "displayName": "Archer Anna", "mail": "anna@corp.example",
          "unicodePwd": f'"{PASSWORD}"'.encode("utf-16-le"), "userAccountControl": "512"}
assert admin.add(ANNA, "user", values), admin.result
admin.search(ANNA, "(objectClass=user)", attributes=["objectSid", "objectGUID"])
stored = admin.response[0]["raw_attributes"]
names = {"distinguished name": ANNA, "userPrincipalName": "anna@lab.example", "account at DNS domain": "aarcher@example.com",
         "account at NetBIOS domain": "aarcher@EXAMPLE", "NetBIOS domain and account": "EXAMPLE\\aarcher",
         "DNS domain and account": "example.com\\aarcher", "account alone": "aarcher", "mail": "anna@corp.example",
         "displayName": "Archer Anna", "canonical name": "example.com/Staff/Anna Archer",
         "objectSid": format_sid(stored["objectSid"][0]), "objectGUID": format_uuid_le(stored["objectGUID"][0])}
for kind, name in names.items():
    login = ldap3.Connection(ldap3.Server(url("Samba"), get_info=ldap3.NONE), name, PASSWORD)
    print(f"{kind}: {'good' if login.bind() else login.result['message'].split(', ')[-2]}")
P
ask_directories Samba >seen
expect "$(cat seen)" 'distinguished name: good
userPrincipalName: good
account at DNS domain: good
account at NetBIOS domain: good
NetBIOS domain and account: good
DNS domain and account: data 52e
account alone: data 52e
mail: data 52e
displayName: data 52e
canonical name: good
objectSid: good
objectGUID: data 52e'
