#!/usr/bin/env bash
# a-cache-remembers-who-asked-first.sh : a caching OpenLDAP, asked by somebody who may see less, and then by somebody who may see all.
#
# OpenLDAP slapd and ldapsearch 2.5.13 (overlay pcache over back-ldap; Debian 12). Seen on 2026-11-30.
#
# A cache in front of a directory answers questions of one form (`pcacheTemplate`) for so long. One would guess that it tells apart
# who asks, as the directory shows one person more than another; or that it does not keep what came without an attribute that was
# asked for. What happens: after nobody in particular has asked for everybody called Archer, who may not see numbers, Anna, who may,
# gets the people without them for an hour, result success. With one attribute more, of which the cache was not told, she gets
# the numbers, and without it again none. When she has then looked up one person by another form of question, the list has one number
# of two. A test by a tool that binds as nobody takes the numbers from all telephones.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch
{
    printf 'access to attrs=%s\n' 'userPassword by anonymous auth' 'telephoneNumber by users read' '@inetOrgPerson,entry,children by * read'
    slapd_database dc=lab,dc=example
} | slapd_conf slapd core cosine inetorgperson
person() { printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: %s\ntelephoneNumber: %s\nuserPassword: Right-one-1\n\n' "$@"; }
{ lab_entry lab; person Anna Archer 1203; person Berta Archer 1204; person Carla Baker 1205; } | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27151
slapd_conf cache core cosine inetorgperson <<C
moduleload back_ldap
moduleload pcache
database ldap
suffix dc=lab,dc=example
uri ldap://127.0.0.1:27151
rootdn cn=cache,dc=lab,dc=example
overlay pcache
pcache mdb 1000 1 50 1
pcacheAttrset 0 cn telephoneNumber
pcacheTemplate (sn=) 0 3600
pcacheTemplate (cn=) 0 3600
directory $work
C
slapd_start cache ldap://127.0.0.1:27152
asked() { # asked WHO FILTER [ATTRIBUTE...]
    local login=()
    [ "$1" = nobody ] || login=(-D "cn=$1,dc=lab,dc=example" -w Right-one-1)
    echo "$1, ${*:2}:" "$(ldapsearch -x -LLL -H ldap://127.0.0.1:27152 -b dc=lab,dc=example "${login[@]}" "${@:2}" |
        sed -n 's/^dn: cn=\([^,]*\).*/\1/p; s/^telephoneNumber: //p' | paste -sd' ')"
}
seen=$(
    asked Anna '(sn=Baker)' cn telephoneNumber
    asked nobody '(sn=Archer)' cn telephoneNumber
    asked Anna '(sn=Archer)' cn telephoneNumber
    asked Anna '(sn=archer)' telephoneNumber
    asked Anna '(sn=Archer)' cn telephoneNumber mail
    asked Anna '(sn=Archer)' cn telephoneNumber
    asked Anna '(cn=Anna)' cn telephoneNumber
    asked Anna '(sn=Archer)' cn telephoneNumber
)
expect "$seen" 'Anna, (sn=Baker) cn telephoneNumber: Carla 1205
nobody, (sn=Archer) cn telephoneNumber: Anna Berta
Anna, (sn=Archer) cn telephoneNumber: Anna Berta
Anna, (sn=archer) telephoneNumber: Anna Berta
Anna, (sn=Archer) cn telephoneNumber mail: Anna 1203 Berta 1204
Anna, (sn=Archer) cn telephoneNumber: Anna Berta
Anna, (cn=Anna) cn telephoneNumber: Anna 1203
Anna, (sn=Archer) cn telephoneNumber: Anna 1203 Berta'
