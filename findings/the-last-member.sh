#!/usr/bin/env bash
# the-last-member.sh : people are removed, and the groups they were in, with referential integrity by slapd.
#
# OpenLDAP slapd (overlay refint) and its client programs 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# refint takes who was removed out of each group, or gives the group the person's new name. One would guess that it does
# so in every group; or, where it cannot, as a groupOfNames has to have a member (RFC 4519 section 3.5), that the removal is
# refused. What happens: the removal is a success, and the group whose last member Anna was goes on to have her: found by
# `(member=cn=Anna,...)`, while no entry of that name is there, so that whoever counts members counts one, and whoever reads
# them gets noSuchObject. In a group that has her twice over, as member and as owner, she stays as both. Renamed, she is
# followed in all of them. With `refint_nothing` the name given there takes her place, as member and as owner.
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
ask() { usr/bin/ldapsearch -x -LLL -o ldif-wrap=no -H ldap://127.0.0.1:27102 -b dc=lab,dc=example "$@"; }
change() { "usr/bin/$1" -x -H ldap://127.0.0.1:27102 -D cn=admin,dc=lab,dc=example -w Nobody-needs-it-1 "${@:2}" >/dev/null; }
values() { ask "(cn=$1)" "$2" | sed -n "s/^$2: cn=\([^,]*\).*/\1/p" | sort | paste -sd' ' | sed 's|^$|none|'; }
show() {
    sleep 2 # refint does its work after the answer
    for group in Both Solo Owned; do echo "$1: in $group $(values $group member), owner $(values $group owner)"; done
    echo "$1: $(ask "(member=cn=Anna,dc=lab,dc=example)" 1.1 | grep -c ^dn: || true) groups have Anna"
}
lab() {
    rm -rf data && mkdir data
    cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
moduleload refint
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
rootdn cn=admin,dc=lab,dc=example
rootpw Nobody-needs-it-1
directory $work/data
overlay refint
refint_attributes member owner
$1
C
    {
        printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
        for name in Anne Berta; do printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: person\nsn: Lab\n\n' $name; done
        anna='cn=Anne,dc=lab,dc=example' berta='cn=Berta,dc=lab,dc=example'
        printf 'dn: cn=Both,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: %s\nmember: %s\n\n' $anna $berta
        printf 'dn: cn=Solo,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: %s\n\n' $anna
        printf 'dn: cn=Owned,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: %s\nowner: %s\n\n' $anna $anna
    } | usr/sbin/slapd -T add -q -f slapd.conf
    usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:27102 >slapd.log 2>&1 & pid=$!
    for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/27102) 2>/dev/null && break; sleep 0.1; done
    change ldapmodrdn -r cn=Anne,dc=lab,dc=example cn=Anna && show "$2, renamed"
    change ldapdelete cn=Anna,dc=lab,dc=example && show "$2, removed"
    { kill "$pid" && wait "$pid"; } || true
    pid=
}
{
    lab '' refint
    lab 'refint_nothing cn=Vacant,dc=lab,dc=example' refint_nothing
} >seen
seen=$(cat seen)
printf '%s\n' "$seen"
expected='refint, renamed: in Both Anna Berta, owner none
refint, renamed: in Solo Anna, owner none
refint, renamed: in Owned Anna, owner Anna
refint, renamed: 3 groups have Anna
refint, removed: in Both Berta, owner none
refint, removed: in Solo Anna, owner none
refint, removed: in Owned Anna, owner Anna
refint, removed: 2 groups have Anna
refint_nothing, renamed: in Both Anna Berta, owner none
refint_nothing, renamed: in Solo Anna, owner none
refint_nothing, renamed: in Owned Anna, owner Anna
refint_nothing, renamed: 3 groups have Anna
refint_nothing, removed: in Both Berta, owner none
refint_nothing, removed: in Solo Vacant, owner none
refint_nothing, removed: in Owned Vacant, owner Vacant
refint_nothing, removed: 0 groups have Anna'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
