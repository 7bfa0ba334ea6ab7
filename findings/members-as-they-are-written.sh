#!/usr/bin/env bash
# members-as-they-are-written.sh : a group whose members are entries, in seven forms, and who is in it by two services of a host.
#
# SSSD 2.8.2, nslcd and its module for NSS 0.9.12, OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# A group names its members by their entries, and some of these names are old: of people who are gone, or who are no accounts of
# the host. One would guess that a service looks up who a member is and leaves out whom it does not find. What happens: SSSD does so
# for people outside of its search base, and for one member who is gone, or who has no account, it leaves out the group: its name is
# unknown, until another member is looked up, as when she logs in; from then on it has her alone. nslcd takes the member's name from
# the name of the entry and looks no further: who is gone, who is elsewhere and who has no account are members of the group on a host
# that knows none of them, and in capitals Berta is somebody else. A group in the group is left out by nslcd alone.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
hosts_of_the_lab() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson nis
    forms >members
    directory | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:389
    sssd_start
    nslcd_start
    each listed ' at first'
    each asked ''
    each listed ', then'
}
# each FUNCTION WHEN: calls it for each group at both services.
each() {
    local line name number=20100
    while IFS=: read -r line name _; do
        number=$((number + 1))
        "$1" "$line, SSSD$2" sss "$number" "$name"
        "$1" "$line, nslcd$2" ldap "$number" "$name"
    done <members
}
# listed WHAT MODULE NUMBER: who is in the group by the group itself.
listed() {
    local found
    found=$(getent -s "$2" group "g$3" | cut -d: -f4 | tr , '\n' | sort | paste -sd' ') || found='no such group'
    echo "$1: $found"
}
# asked WHAT MODULE NUMBER NAME: whether Anna and that person have the group.
asked() { echo "$1: Anna $(has "$2" anna "$3"), $4 $(has "$2" "$4" "$3")"; }
has() { if getent -s "$1" initgroups "$2" | grep -qw "$3"; then echo 'is in it'; else echo 'is not'; fi; }
# person DN NUMBER UID [none]: none for no account.
person() {
    printf 'dn: %s,dc=lab,dc=example\nobjectClass: inetOrgPerson\n' "$1"
    [ -n "${4-}" ] || printf 'objectClass: posixAccount\nuidNumber: %s\ngidNumber: 20000\nhomeDirectory: /tmp\n' "$2"
    printf 'cn: Lab\nsn: Lab\nuid: %s\n\n' "$3"
}
# group NAME NUMBER MEMBER...
group() {
    printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: posixGroup\nobjectClass: extensibleObject\ngidNumber: %s\n' "$1" "$2"
    printf 'member: %s\n' "${@:3}"
    echo
}
# forms: what it is, whom it is about, and how the group has it, beside Anna.
forms() {
    printf '%s\n' 'as in the entry:berta:uid=berta,ou=Staff,dc=lab,dc=example' \
        'in capitals:berta:UID=BERTA,OU=STAFF,DC=LAB,DC=EXAMPLE' 'an entry named by cn:carla:cn=Carla,ou=Staff,dc=lab,dc=example' 'an entry that is gone:dora:uid=dora,ou=Staff,dc=lab,dc=example' \
        'outside of the base:emma:uid=emma,ou=Guests,dc=lab,dc=example' 'not an account:frida:uid=frida,ou=Staff,dc=lab,dc=example' \
        'a group, of Gina:gina:cn=inner,dc=lab,dc=example'
}
directory() {
    lab_entry lab
    printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' Staff Guests
    person uid=anna,ou=Staff 20001 anna
    person uid=berta,ou=Staff 20002 berta
    person cn=Carla,ou=Staff 20003 carla
    person uid=emma,ou=Guests 20005 emma
    person uid=frida,ou=Staff 20006 frida none
    person uid=gina,ou=Staff 20007 gina
    group inner 20100 uid=gina,ou=Staff,dc=lab,dc=example
    local line member number=20100
    while IFS=: read -r line _ member; do
        number=$((number + 1))
        group "g$number" "$number" uid=anna,ou=Staff,dc=lab,dc=example "$member"
    done <members
}
sssd_start() {
    printf '%s\n' '[sssd]' 'services = nss, pam' 'domains = lab' '[domain/lab]' 'id_provider = ldap' 'ldap_uri = ldap://127.0.0.1' \
        'ldap_schema = rfc2307bis' 'ldap_search_base = dc=lab,dc=example' 'ldap_user_search_base = ou=Staff,dc=lab,dc=example' >/etc/sssd/sssd.conf
    chmod 600 /etc/sssd/sssd.conf
    serve sssd sssd -i
    appears /var/lib/sss/pipes/pam
    for _ in $(seq 100); do if getent -s sss passwd gina >/dev/null; then break; else sleep 0.1; fi; done
}
nslcd_start() {
    printf '%s\n' 'uri ldap://127.0.0.1' 'base dc=lab,dc=example' 'base passwd ou=Staff,dc=lab,dc=example' >/etc/nslcd.conf
    mkdir -p /run/nslcd
    serve nslcd nslcd -n
    appears /run/nslcd/socket
}
appears() {
    for _ in $(seq 300); do
        [ ! -e "$1" ] || return 0
        sleep 0.1
    done
    return 1
}
own_system hosts_of_the_lab "${slapd_packages[@]}" sssd-ldap=2.8.2- libnss-sss=2.8.2- {nslcd,libnss-ldapd}=0.9.12- >seen
expect "$(cat seen)" 'as in the entry, SSSD at first: anna berta
as in the entry, nslcd at first: anna berta
in capitals, SSSD at first: anna berta
in capitals, nslcd at first: BERTA anna
an entry named by cn, SSSD at first: anna carla
an entry named by cn, nslcd at first: anna carla
an entry that is gone, SSSD at first: no such group
an entry that is gone, nslcd at first: anna dora
outside of the base, SSSD at first: anna
outside of the base, nslcd at first: anna emma
not an account, SSSD at first: no such group
not an account, nslcd at first: anna frida
a group, of Gina, SSSD at first: anna gina
a group, of Gina, nslcd at first: anna
as in the entry, SSSD: Anna is in it, berta is in it
as in the entry, nslcd: Anna is in it, berta is in it
in capitals, SSSD: Anna is in it, berta is in it
in capitals, nslcd: Anna is in it, berta is in it
an entry named by cn, SSSD: Anna is in it, carla is in it
an entry named by cn, nslcd: Anna is in it, carla is in it
an entry that is gone, SSSD: Anna is in it, dora is not
an entry that is gone, nslcd: Anna is in it, dora is not
outside of the base, SSSD: Anna is in it, emma is not
outside of the base, nslcd: Anna is in it, emma is not
not an account, SSSD: Anna is in it, frida is not
not an account, nslcd: Anna is in it, frida is not
a group, of Gina, SSSD: Anna is in it, gina is in it
a group, of Gina, nslcd: Anna is in it, gina is not
as in the entry, SSSD, then: anna berta
as in the entry, nslcd, then: anna berta
in capitals, SSSD, then: anna berta
in capitals, nslcd, then: BERTA anna
an entry named by cn, SSSD, then: anna carla
an entry named by cn, nslcd, then: anna carla
an entry that is gone, SSSD, then: anna
an entry that is gone, nslcd, then: anna dora
outside of the base, SSSD, then: anna
outside of the base, nslcd, then: anna emma
not an account, SSSD, then: anna
not an account, nslcd, then: anna frida
a group, of Gina, SSSD, then: anna gina
a group, of Gina, nslcd, then: anna'
