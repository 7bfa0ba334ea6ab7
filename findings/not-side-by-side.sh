#!/usr/bin/env bash
# not-side-by-side.sh : a person whose values of one attribute are not side by side in the LDIF, loaded by slapadd and by ldapadd.
#
# OpenLDAP slapd, slapadd, slapcat and their client programs 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# The lines of an entry may come in any order (RFC 2849), and an attribute is one set of values wherever they stand. One would guess
# that both programs load the same entry, or that slapadd, which checks less, refuses it. What happens: with ldapadd all is well.
# slapadd takes it, with status 0, and the entry has the attribute twice. That is hard to see: both values are shown, found, and
# good in a comparison. But the second is "no such value" to a change that is to delete it, it can be added once more, and who
# deletes the attribute as a whole has it still, until it is deleted again. slapcat writes the values apart, so that a copy is no
# better. Where it is objectClass whose values are apart, slapadd goes by the last, and may say that there is no structural class.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch ldapcompare
server=ldap://127.0.0.1:29773
anna=cn=Anna,dc=lab,dc=example
as_admin() { "$1" -x -H "$server" -D cn=admin,dc=lab,dc=example -w Nobody-needs-it-1 "${@:2}"; }
mails() { ldapsearch -x -LLL -H "$server" -b dc=lab,dc=example "$@" mail | sed -n 's/^mail: //p' | paste -sd' '; }
said() { if "$@" >/dev/null 2>said.log; then echo success; else sed -n 's/^ldap_[a-z]*: //p' said.log; fi; }
changed() { printf '%s\n' "dn: $anna" 'changetype: modify' "$@" | said as_admin ldapmodify; }
apart() {
    printf '%s\n' "dn: $anna" 'objectClass: inetOrgPerson' 'cn: Anna' 'mail: anna@lab.example' 'sn: Archer' 'mail: archer@lab.example' ''
}
try() { # try WAY, which is running
    echo "$1: shown $(mails -s base -b "$anna"), found by the second: $(mails '(mail=archer@lab.example)')"
    echo "$1: compared with the second: $(ldapcompare -x -H "$server" "$anna" mail:archer@lab.example 2>/dev/null || true)"
    echo "$1: the second is deleted: $(changed 'delete: mail' 'mail: archer@lab.example'); there is: $(mails)"
    echo "$1: the second is added: $(changed 'add: mail' 'mail: archer@lab.example'); there is: $(mails)"
    echo "$1: all are deleted: $(changed 'delete: mail'); there is: $(mails)"
    echo "$1: and again: $(changed 'delete: mail'); there is: $(mails)"
}
directory() { # directory NAME: the entry of the suffix, and what standard input has, by slapadd
    slapd_database dc=lab,dc=example Nobody-needs-it-1 | slapd_conf "$1" core cosine inetorgperson
    { lab_entry lab; cat; } | slapd_add "$1"
}
{
    directory client </dev/null
    slapd_start client "$server"
    apart | as_admin ldapadd >added.log
    try ldapadd
    end_last
    apart | directory loaded
    slapcat -f loaded.conf -a '(sn=Archer)' -o ldif-wrap=no >copy.ldif
    echo "slapcat: $(grep -n -A1 '^mail' copy.ldif | head -n 3 | sed 's/^[0-9]*.//' | paste -sd,)"
    slapd_start loaded "$server"
    try slapadd
    end_last
    directory copied <copy.ldif
    slapd_start copied "$server"
    echo "the output of slapcat, loaded: the second is deleted: $(changed 'delete: mail' 'mail: archer@lab.example')"
    end_last
    printf '%s\n' "dn: $anna" 'objectClass: person' 'cn: Anna' 'sn: Archer' 'objectClass: extensibleObject' '' >classes.ldif
    echo "objectClass apart: $(directory classes <classes.ldif 2>&1 | sed 's/.*(65) //')"
} >seen
expect "$(cat seen)" 'ldapadd: shown anna@lab.example archer@lab.example, found by the second: anna@lab.example archer@lab.example
ldapadd: compared with the second: TRUE
ldapadd: the second is deleted: success; there is: anna@lab.example
ldapadd: the second is added: success; there is: anna@lab.example archer@lab.example
ldapadd: all are deleted: success; there is: 
ldapadd: and again: No such attribute (16); there is: 
slapcat: mail: anna@lab.example,sn: Archer,mail: archer@lab.example
slapadd: shown anna@lab.example archer@lab.example, found by the second: anna@lab.example archer@lab.example
slapadd: compared with the second: TRUE
slapadd: the second is deleted: No such attribute (16); there is: anna@lab.example archer@lab.example
slapadd: the second is added: success; there is: anna@lab.example archer@lab.example archer@lab.example
slapadd: all are deleted: success; there is: archer@lab.example
slapadd: and again: success; there is: 
the output of slapcat, loaded: the second is deleted: No such attribute (16)
objectClass apart: no structural object class provided'
