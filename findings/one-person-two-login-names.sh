#!/usr/bin/env bash
# one-person-two-login-names.sh : people with a second uid, capitals or an address as uid, by two services that bring them to a host.
#
# SSSD 2.8.2, nslcd and its modules for NSS and PAM 0.9.12, OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# A person may have two values of uid, as after a change of names, and the group still has the old one. One would guess that
# both names are good for a login, and that she is in the group by either; or, by who knows that such services take one name, by
# one. What happens: with nslcd she is whoever she types, so Anna is in the group as anna, and not as archer. SSSD makes one
# name of both, that of the entry's own name or else the first, and looks for this one in groups: whatever is typed, she logs in
# and is in none, though the group names her. Capitals: to nslcd's PAM module `emma` is EMMA, right password, right group, while
# its module for NSS knows nobody called emma; SSSD does not know emma. An address as uid nslcd takes for a name, SSSD for a person
# of another domain: unknown.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
hosts_of_the_lab() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson nis
    people | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:389
    sssd_start
    nslcd_start
    local name
    for name in gina archer anna berta b.lab EMMA emma dora@lab.example; do
        told SSSD sss "$name"
        told nslcd ldap "$name"
    done
}
# person RDN NUMBER UID...
person() {
    printf 'dn: %s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nobjectClass: posixAccount\ncn: Lab\nsn: Lab\nuidNumber: %s\ngidNumber: 20000
homeDirectory: /tmp\nuserPassword: Right-one-1\n' "$1" "$2"
    printf 'uid: %s\n' "${@:3}"
    echo
}
people() {
    lab_entry lab
    person uid=gina 20000 gina
    person uid=archer 20001 archer anna
    person cn=Berta 20002 berta b.lab
    person cn=Emma 20003 EMMA
    person cn=Dora 20004 dora@lab.example
    printf 'dn: cn=voice,dc=lab,dc=example\nobjectClass: posixGroup\ngidNumber: 20100\n'
    printf 'memberUid: %s\n' gina anna b.lab emma dora@lab.example
}
sssd_start() {
    printf '%s\n' '[sssd]' 'services = nss, pam' 'domains = lab' '[domain/lab]' 'id_provider = ldap' 'ldap_uri = ldap://127.0.0.1' \
        'ldap_search_base = dc=lab,dc=example' 'ldap_auth_disable_tls_never_use_in_production = true' >/etc/sssd/sssd.conf
    chmod 600 /etc/sssd/sssd.conf
    serve sssd sssd -i
    printf '%s required pam_sss.so\n' auth account >/etc/pam.d/lab-sss
    appears /var/lib/sss/pipes/pam
}
nslcd_start() {
    printf '%s\n' 'uri ldap://127.0.0.1' 'base dc=lab,dc=example' >/etc/nslcd.conf
    mkdir -p /run/nslcd
    serve nslcd nslcd -n
    printf '%s required pam_ldap.so minimum_uid=0\n' auth account >/etc/pam.d/lab-ldap
    appears /run/nslcd/socket
}
appears() {
    for _ in $(seq 300); do
        [ ! -e "$1" ] || return 0
        sleep 0.1
    done
    return 1
}
# told SERVICE MODULE NAME: whom the host makes of the name, whether this one is in the group, and whether the login is good.
told() {
    local person group login
    person=$(getent -s "$2" passwd "$3" | cut -d: -f1) || true
    group=$(getent -s "$2" initgroups "$3" | grep -o 20100) || true
    login=$(pamtester "lab-$2" "$3" authenticate <<<Right-one-1 2>&1 | grep -o success) || true
    echo "$3, $1: ${person:-unknown}${group:+, in voice}${login:+, login}"
}
own_system hosts_of_the_lab "${slapd_packages[@]}" sssd-ldap=2.8.2- libnss-sss=2.8.2- libpam-sss=2.8.2- {nslcd,libnss-ldapd,libpam-ldapd}=0.9.12- \
    pamtester=0.1.2- >seen
expect "$(cat seen)" 'gina, SSSD: gina, in voice, login
gina, nslcd: gina, in voice, login
archer, SSSD: archer, login
archer, nslcd: archer, login
anna, SSSD: archer, login
anna, nslcd: anna, in voice, login
berta, SSSD: berta, login
berta, nslcd: berta, login
b.lab, SSSD: berta, login
b.lab, nslcd: b.lab, in voice, login
EMMA, SSSD: EMMA, login
EMMA, nslcd: EMMA, login
emma, SSSD: unknown
emma, nslcd: unknown, in voice, login
dora@lab.example, SSSD: unknown
dora@lab.example, nslcd: dora@lab.example, in voice, login'
