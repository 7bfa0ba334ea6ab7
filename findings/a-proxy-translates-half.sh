#!/usr/bin/env bash
# a-proxy-translates-half.sh : a proxying OpenLDAP that shows a directory under another suffix.
#
# OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap, overlay rwm), and its client programs (Debian 12). Seen on
# 2026-11-29.
#
# `rwm-suffixmassage dc=lab,dc=example dc=corp,dc=example` makes dc=corp,dc=example of Active Directory appear as dc=lab. One
# would guess that names are translated wherever they stand, or nowhere but in the name of the entry. What happens: in values
# and in filters they are, where the proxy knows that the attribute holds names. memberOf is in none of the schema files
# that one loads for people (core, cosine, inetOrgPerson), and passes as it is: the group is called cn=Voice,dc=lab, its member likewise, and Anna is a
# member of cn=Voice,dc=corp. `(memberOf=cn=Voice,dc=lab,dc=example)`, by which a login is allowed, finds nobody, with result
# success; the name that is found is one that the proxy shows nowhere else, and no entry of that name is there. A login as
# anna@corp.example, which Active Directory takes, does not get through: invalidDNSyntax, from the proxy itself.
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
include $work/etc/ldap/schema/cosine.schema
include $work/etc/ldap/schema/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.4203.666.1.91 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'securityPrincipal' SUP top AUXILIARY MAY memberOf )
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/directory.pid
database mdb
suffix dc=corp,dc=example
directory $work/data
C
cat >proxy.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/cosine.schema
include $work/etc/ldap/schema/inetorgperson.schema
modulepath $work/usr/lib/ldap
moduleload back_ldap
moduleload rwm
pidfile $work/proxy.pid
database ldap
suffix dc=lab,dc=example
uri ldap://127.0.0.1:26331
overlay rwm
rwm-suffixmassage dc=lab,dc=example dc=corp,dc=example
C
{
    printf 'dn: dc=corp,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Corp\ndc: corp\n\n'
    printf 'dn: cn=Voice,dc=corp,dc=example\nobjectClass: groupOfNames\nmember: cn=Anna,dc=corp,dc=example\n\n'
    printf 'dn: cn=Anna,dc=corp,dc=example\nobjectClass: inetOrgPerson\nobjectClass: securityPrincipal\nsn: Archer\nuserPassword: of-anna-1
manager: cn=Anna,dc=corp,dc=example\nmemberOf: cn=Voice,dc=corp,dc=example\n'
} | usr/sbin/slapd -T add -q -f directory.conf
usr/sbin/slapd -d 0 -f directory.conf -h ldap://127.0.0.1:26331 >directory.log 2>&1 & pids+=($!)
usr/sbin/slapd -d 0 -f proxy.conf -h ldap://127.0.0.1:26332 >proxy.log 2>&1 & pids+=($!)
for port in 26331 26332; do for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done; done
ask() { usr/bin/ldapsearch -x -LLL -H ldap://127.0.0.1:26332 -b dc=lab,dc=example "$@"; }
seen=$(
    ask '(|(cn=Anna)(cn=Voice))' | grep -iE '^(dn|member|manager|memberOf): '
    for asked in manager=cn=Anna member=cn=Anna memberOf=cn=Voice; do
        for suffix in dc=lab,dc=example dc=corp,dc=example; do
            found=$(ask "($asked,$suffix)" 1.1 | sed -n 's/^dn: //p')
            echo "($asked,$suffix): ${found:-nobody}"
        done
    done
    for login in cn=Anna,dc=lab,dc=example anna@corp.example; do
        usr/bin/ldapwhoami -x -H ldap://127.0.0.1:26332 -D $login -w of-anna-1 >said 2>&1 && said=good || said=$(head -n 1 said)
        echo "login as $login: $said"
    done
)
printf '%s\n' "$seen"
expected='dn: cn=Voice,dc=lab,dc=example
member: cn=Anna,dc=lab,dc=example
dn: cn=Anna,dc=lab,dc=example
manager: cn=Anna,dc=lab,dc=example
MEMBEROF: cn=Voice,dc=corp,dc=example
(manager=cn=Anna,dc=lab,dc=example): cn=Anna,dc=lab,dc=example
(manager=cn=Anna,dc=corp,dc=example): cn=Anna,dc=lab,dc=example
(member=cn=Anna,dc=lab,dc=example): cn=Voice,dc=lab,dc=example
(member=cn=Anna,dc=corp,dc=example): cn=Voice,dc=lab,dc=example
(memberOf=cn=Voice,dc=lab,dc=example): nobody
(memberOf=cn=Voice,dc=corp,dc=example): cn=Anna,dc=lab,dc=example
login as cn=Anna,dc=lab,dc=example: good
login as anna@corp.example: ldap_bind: Invalid DN syntax (34)'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
