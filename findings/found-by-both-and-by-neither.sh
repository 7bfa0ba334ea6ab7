#!/usr/bin/env bash
# found-by-both-and-by-neither.sh : dynamic groups of OpenLDAP, by filters and by their negations.
#
# OpenLDAP slapd (overlay dynlist) and ldapsearch 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# dynlist shows the members of a group that is a search, and each person's memberOf, and lets both be asked for in filters
# (2.5 brought that). One would guess that what is shown is then found, and that a filter and its negation share out the
# entries, as they do for a group with stored members. What happens: the dynamic group is found by `(member=ANNA)` and
# also by `(!(member=ANNA))`, by `(member=*)` and by `(!(member=*))`: before it is expanded it has no member, and that is what
# the negation is asked of. Anna, who shows two values of memberOf, is found by neither `(memberOf=*)` nor `(!(memberOf=*))`,
# one of them from the group with stored members. Only equality of memberOf, and its negation, do what one hopes. "Has a
# group at all" as a condition of a login lets nobody in.
set -euo pipefail
work=$(mktemp -d); pid=
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
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
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/dyngroup.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
moduleload dynlist
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
overlay dynlist
dynlist-attrset groupOfURLs memberURL member+memberOf@groupOfNames
C
{
    printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
    for name in Anna Berta Carla; do printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: person\nsn: %s\n\n' $name ${name:0:1}; done
    printf 'dn: cn=static,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: cn=Anna,dc=lab,dc=example\n\n'
    printf 'dn: cn=dynamic,dc=lab,dc=example\nobjectClass: groupOfURLs\nmemberURL: ldap:///dc=lab,dc=example??one?(sn=A)\n'
} | usr/sbin/slapd -T add -q -f slapd.conf
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:26302 >slapd.log 2>&1 & pid=$!
for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/26302) 2>/dev/null && break; sleep 0.1; done
ask() { usr/bin/ldapsearch -x -LLL -o ldif-wrap=no -H ldap://127.0.0.1:26302 -b dc=lab,dc=example "$@"; }
names() { ask "$1" 1.1 | sed -n 's/^dn: cn=\([^,]*\).*/\1/p' | sort | paste -sd' ' | sed 's|^$|none|'; }
seen=$(
    echo "shown: $(ask '(sn=A)' memberOf | sed -n 's/^memberOf: cn=\([^,]*\).*/\1/p' | sort | paste -sd' ')"
    for group in static dynamic; do
        for asked in "(member=cn=Anna,dc=lab,dc=example)" "(member=*)"; do
            for filter in "$asked" "(!$asked)"; do echo "group $group $filter: $(names "(&(cn=$group)$filter)")"; done
        done
        for filter in "(memberOf=cn=$group,dc=lab,dc=example)" "(!(memberOf=cn=$group,dc=lab,dc=example))"; do
            echo "people $filter: $(names "(&(objectClass=person)$filter)")"
        done
    done
    for filter in '(memberOf=*)' '(!(memberOf=*))'; do echo "people $filter: $(names "(&(objectClass=person)$filter)")"; done
)
printf '%s\n' "$seen"
expected='shown: dynamic static
group static (member=cn=Anna,dc=lab,dc=example): static
group static (!(member=cn=Anna,dc=lab,dc=example)): none
group static (member=*): static
group static (!(member=*)): none
people (memberOf=cn=static,dc=lab,dc=example): Anna
people (!(memberOf=cn=static,dc=lab,dc=example)): Berta Carla
group dynamic (member=cn=Anna,dc=lab,dc=example): dynamic
group dynamic (!(member=cn=Anna,dc=lab,dc=example)): dynamic
group dynamic (member=*): dynamic
group dynamic (!(member=*)): dynamic
people (memberOf=cn=dynamic,dc=lab,dc=example): Anna
people (!(memberOf=cn=dynamic,dc=lab,dc=example)): Berta Carla
people (memberOf=*): none
people (!(memberOf=*)): Berta Carla'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
