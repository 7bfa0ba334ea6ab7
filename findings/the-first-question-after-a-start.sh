#!/usr/bin/env bash
# the-first-question-after-a-start.sh : an attribute that a proxying OpenLDAP does not know, asked for again and again.
#
# OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap, with and without the overlay rwm), and ldapsearch (Debian
# 12). Seen on 2026-11-29.
#
# The proxy's schema lacks memberOf and sAMAccountName, which the directory behind it has. One would guess that a search for
# these either gives them or never does. What happens: without rwm it always does. With rwm, whatever that is there to translate,
# the first search that asks for memberOf after the proxy's start gets the entry without it, result success; the second, from
# anybody, has it. By then the proxy knows that such a name exists, as it also does after one search for all attributes. So the
# first login after each restart finds a person in no group, and nobody can make it happen again.
set -euo pipefail
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for package in slapd ldap-utils; do
    version=$(apt-cache madison $package | awk 'index($3, "2.5.13+") == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$package 2.5.13 is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "$package=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd"; exit 2; }
done
mkdir data
cat >directory.conf <<C
include $work/etc/ldap/schema/core.schema
attributetype ( 1.3.6.1.4.1.4203.666.1.90 NAME 'sAMAccountName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.4203.666.1.91 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'securityPrincipal' SUP top AUXILIARY MAY ( sAMAccountName $ memberOf ) )
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/directory.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
C
cat >without.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/cosine.schema
modulepath $work/usr/lib/ldap
moduleload back_ldap
moduleload rwm
pidfile $work/proxy.pid
database ldap
suffix dc=lab,dc=example
uri ldap://127.0.0.1:26351
C
{ cat without.conf; printf 'overlay rwm\nrwm-map attribute fax facsimileTelephoneNumber\n'; } >with.conf
{
    printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
    printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: person\nobjectClass: securityPrincipal\nsn: Archer\nsAMAccountName: anna
memberOf: cn=Voice,dc=lab,dc=example\n'
} | usr/sbin/slapd -T add -q -f directory.conf
ready() { for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$1) 2>/dev/null && break; sleep 0.1; done; }
usr/sbin/slapd -d 0 -f directory.conf -h ldap://127.0.0.1:26351 >directory.log 2>&1 & pids+=($!)
ready 26351
seen=
for proxy in without with; do
    for questions in 'memberOf memberOf memberOf' 'sAMAccountName memberOf sAMAccountName memberOf' '* memberOf'; do
        usr/sbin/slapd -d 0 -f $proxy.conf -h ldap://127.0.0.1:26352 >proxy.log 2>&1 & pids[1]=$!
        ready 26352
        set -f
        for asked in $questions; do
            usr/bin/ldapsearch -x -LLL -H ldap://127.0.0.1:26352 -b dc=lab,dc=example '(sn=Archer)' "$asked" >said
            seen+="$proxy rwm, $asked: $({ grep -iE '^(memberOf|sAMAccountName):' said || true; } | cut -d: -f1 | sort | paste -sd' ' | sed 's/^$/nothing/')"$'\n'
        done
        set +f
        kill "${pids[1]}" && wait "${pids[1]}" 2>/dev/null || true
        [ "$proxy$questions" = 'with* memberOf' ] || seen+=$'restart\n'
    done
done
seen=${seen%$'\n'}
printf '%s\n' "$seen"
expected='without rwm, memberOf: MEMBEROF
without rwm, memberOf: MEMBEROF
without rwm, memberOf: MEMBEROF
restart
without rwm, sAMAccountName: SAMACCOUNTNAME
without rwm, memberOf: MEMBEROF
without rwm, sAMAccountName: SAMACCOUNTNAME
without rwm, memberOf: MEMBEROF
restart
without rwm, *: MEMBEROF SAMACCOUNTNAME
without rwm, memberOf: MEMBEROF
restart
with rwm, memberOf: nothing
with rwm, memberOf: MEMBEROF
with rwm, memberOf: MEMBEROF
restart
with rwm, sAMAccountName: nothing
with rwm, memberOf: nothing
with rwm, sAMAccountName: SAMACCOUNTNAME
with rwm, memberOf: MEMBEROF
restart
with rwm, *: MEMBEROF SAMACCOUNTNAME
with rwm, memberOf: MEMBEROF'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
