#!/usr/bin/env bash
# a-log-of-changes-played-again.sh : changes that OpenLDAP keeps as LDIF (overlay auditlog), played to a copy from the night before.
#
# OpenLDAP slapd, ldapmodify and slapmodify 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# The overlay writes each change as "standard LDIF" (its manual page). One would guess that the file brings yesterday's copy to today,
# by one of the two programs that read changes as LDIF. What happens: each takes another half of it. ldapmodify carries out what was
# renamed and deleted, and refuses who was added and each modification by a client, since the log has times and identifiers of the
# server in them (with `relax` too, which lets the overlay's own through). slapmodify takes additions, modifications and deletions, and
# no renaming (its manual page says so); with -c it ends with 0 all the same, the person has the old name and number,
# and the group already has the new name. So the one copy has lost people and got none, and the other one has a member that is nobody.
# What is right: ldapmodify, once the lines of the server itself are taken out of the file.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapmodify
admin=(-x -D "cn=admin,dc=lab,dc=example" -w secret-of-lab)
conf() { # conf NAME LINE...
    { printf 'moduleload %s\n' auditlog refint; slapd_database dc=lab,dc=example secret-of-lab; printf '%s\n' "${@:2}"; } |
        slapd_conf "$1" core cosine inetorgperson
    slapd_add "$1" <yesterday
}
{
    lab_entry lab
    printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\ntelephoneNumber: 1201\n\n' Anna Berta Carla
    printf '%s\n' 'dn: cn=Sales,dc=lab,dc=example' 'objectClass: groupOfNames' 'member: cn='{Anna,Berta,Carla}',dc=lab,dc=example'
} >yesterday
conf directory 'overlay auditlog' "auditlog $PWD/log.ldif" 'overlay refint' 'refint_attributes member'
slapd_start directory ldap://127.0.0.1:27201
change() { # change NAME TYPE LINE...
    printf '%s\n' "dn: cn=$1,dc=lab,dc=example" "changetype: $2" "${@:3}" | ldapmodify "${admin[@]}" -H ldap://127.0.0.1:27201 >>changed
    sleep 0.3 # refint comes after it
}
change Anna modify 'replace: telephoneNumber' 'telephoneNumber: 1301'
change Dora add 'objectClass: inetOrgPerson' 'sn: Lab' 'telephoneNumber: 1204'
change Carla modrdn 'newrdn: cn=Carla Clark' 'deleteoldrdn: 1'
change 'Carla Clark' modify 'replace: telephoneNumber' 'telephoneNumber: 1303'
change Berta delete
# people NAME: who is there with which number, and who is in the group.
people() {
    slapcat -f "$1.conf" -o ldif-wrap=no | awk '/^dn: cn=/ { name = substr($0, 8); sub(/,.*/, "", name) } /^telephoneNumber:/ { at[name] = $2 }
        /^member:/ { sub(/^member: cn=/, ""); sub(/,.*/, ""); members = members ", " $0 }
        END { for (one in at) print one " " at[one] | "sort | paste -sd, | tr -d \"\\n\""; close("sort | paste -sd, | tr -d \"\\n\"")
            print "; members " substr(members, 3) }' | sed 's/,\([^ ]\)/, \1/g'
}
played() { # played NAME COMMAND...
    local rc=0
    conf "$1"
    [ "$2" != ldapmodify ] || slapd_start "$1" ldap://127.0.0.1:27202
    "${@:2}" >"$1.log" 2>&1 || rc=$?
    [ "$2" != ldapmodify ] || end_last
    echo "${*:2}, $rc: $(people "$1")" | sed "s/ ${admin[*]} -H [^ ]*//"
}
to_copy=(ldapmodify "${admin[@]}" -H ldap://127.0.0.1:27202)
grep -Ev '^(structuralObjectClass|entryUUID|creatorsName|createTimestamp|entryCSN|modifiersName|modifyTimestamp|replace: (entryCSN|modif.*)):? ?' log.ldif >cleared
awk '/^-$/ && last == "-" { next } { last = $0; print }' cleared | grep -v '^replace: entryCSN' >cleared.ldif
seen=$(
    echo "directory: $(people directory)"
    played copy1 "${to_copy[@]}" -f log.ldif
    played copy2 "${to_copy[@]}" -c -f log.ldif
    played copy3 "${to_copy[@]}" -c -e relax -f log.ldif
    played copy4 slapmodify -f copy4.conf -l log.ldif
    played copy5 slapmodify -f copy5.conf -c -l log.ldif
    played copy6 "${to_copy[@]}" -f cleared.ldif
)
expect "$seen" 'directory: Anna 1301, Carla Clark 1303, Dora 1204; members Anna, Carla Clark
ldapmodify -f log.ldif, 19: Anna 1201, Berta 1201, Carla 1201; members Anna, Berta, Carla
ldapmodify -c -f log.ldif, 19: Anna 1201, Carla Clark 1201; members Anna, Berta, Carla
ldapmodify -c -e relax -f log.ldif, 19: Anna 1201, Carla Clark 1201; members Anna, Carla Clark
slapmodify -f copy4.conf -l log.ldif, 1: Anna 1301, Berta 1201, Carla 1201, Dora 1204; members Anna, Berta, Carla
slapmodify -f copy5.conf -c -l log.ldif, 0: Anna 1301, Carla 1201, Dora 1204; members Anna, Carla Clark
ldapmodify -f cleared.ldif, 0: Anna 1301, Carla Clark 1303, Dora 1204; members Anna, Carla Clark'
