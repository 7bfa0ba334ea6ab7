#!/usr/bin/env bash
# a-group-that-begins-empty.sh : a group that OpenLDAP fills by a filter (overlay autogroup), made, changed, and its people changed.
#
# OpenLDAP slapd and ldapmodify 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# The overlay writes into a group whom the filter of its memberURL finds, and keeps that right, so that it costs nothing to read. One
# would guess that the group has whom the filter finds. What happens: later changes are followed, but a group that is added has nobody of
# those who are there. Each comes in when something is changed in her own entry, such as the room, and a restart brings in nobody; only
# a second URL, which is added to the group, brings in all at once, those of the first as well. And a group whose object class has no
# attribute for members, as groupOfURLs has none, though the overlay's setting names both, is added with success and stays empty for ever.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapmodify
{
    printf 'moduleload %s\n' memberof autogroup
    slapd_database dc=lab,dc=example secret-of-lab
    printf '%s\n' 'overlay autogroup' 'autogroup-attrset groupOfURLs memberURL member'
} | slapd_conf slapd core cosine inetorgperson dyngroup
{
    lab_entry lab
    printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\ndepartmentNumber: Sales\n\n' Anna Berta
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27221
restart() { end_last; slapd_start slapd ldap://127.0.0.1:27221; }
change() { # change WHAT NAME TYPE LINE...
    printf '%s\n' "dn: cn=$2,dc=lab,dc=example" "changetype: $3" "${@:4}" |
        ldapmodify -x -D cn=admin,dc=lab,dc=example -w secret-of-lab -H ldap://127.0.0.1:27221 >>changed
    echo "$1: fit$(found '(departmentNumber=Sales)' cn); members$(found '(cn=G)' member); of the other group$(found '(cn=Plain)' member)"
}
found() { # found FILTER ATTRIBUTE: the names, sorted.
    ldapsearch -x -LLL -o ldif-wrap=no -H ldap://127.0.0.1:27221 -b dc=lab,dc=example "$1" "$2" |
        sed -n "s/^$2: \(cn=\)\?\([^,]*\).*/ \2/p" | sort | tr -d '\n'
}
group=('objectClass: groupOfURLs' 'memberURL: ldap:///dc=lab,dc=example??sub?(departmentNumber=Sales)')
{
    change 'both groups are added' G add "${group[@]}" 'objectClass: extensibleObject'
    change 'the other one has no such class' Plain add "${group[@]}"
    change 'Carla is added' Carla add 'objectClass: inetOrgPerson' 'sn: Lab' 'departmentNumber: Sales'
    change 'Anna gets a room' Anna modify 'replace: roomNumber' 'roomNumber: 9'
    change 'Anna changes to Voice' Anna modify 'replace: departmentNumber' 'departmentNumber: Voice'
    change 'Anna comes back' Anna modify 'replace: departmentNumber' 'departmentNumber: Sales'
    change 'Carla is renamed' Carla modrdn 'newrdn: cn=Clark' 'deleteoldrdn: 1'
    change 'the group is renamed' G modrdn 'newrdn: cn=Group' 'deleteoldrdn: 0'
    restart
    change 'restarted, and Dora is added to Voice' Dora add 'objectClass: inetOrgPerson' 'sn: Lab' 'departmentNumber: Voice'
    change 'a second URL, for Voice' Group modify 'add: memberURL' 'memberURL: ldap:///dc=lab,dc=example??sub?(departmentNumber=Voice)'
} >seen
expect "$(cat seen)" 'both groups are added: fit Anna Berta; members; of the other group
the other one has no such class: fit Anna Berta; members; of the other group
Carla is added: fit Anna Berta Carla; members Carla; of the other group
Anna gets a room: fit Anna Berta Carla; members Anna Carla; of the other group
Anna changes to Voice: fit Berta Carla; members Carla; of the other group
Anna comes back: fit Anna Berta Carla; members Anna Carla; of the other group
Carla is renamed: fit Anna Berta Clark; members Anna Clark; of the other group
the group is renamed: fit Anna Berta Clark; members Anna Clark; of the other group
restarted, and Dora is added to Voice: fit Anna Berta Clark; members Anna Clark; of the other group
a second URL, for Voice: fit Anna Berta Clark; members Anna Berta Clark Dora; of the other group'
