#!/usr/bin/env bash
# a-value-of-the-branch.sh : town, address and number of an office, which OpenLDAP gives to the people in it (overlay collect).
#
# OpenLDAP slapd and its client programs 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# What all people of an office have in common may stand once, at the branch, and be shown at each person. One would guess that
# what is shown is what stands there, that it is found, as a class of service is or is not in a whole server, or that a person may
# have an own value instead. What happens: it is shown as it is compared: "Neu-Ulm" is "neu-ulm", the number has no blanks, the
# address is in small letters. By a filter only the branch is found, "has no town" is Anna, who shows one, and a comparison says
# that she has none. Who had an own town before shows both, and an own number can be given to nobody any more, although Berta has
# one.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch
office=ou=Ulm,dc=lab,dc=example
{
    echo moduleload collect
    slapd_database dc=lab,dc=example secret-of-lab
    printf '%s\n' 'overlay collect' "collectinfo \"$office\" l,postalAddress,telephoneNumber,mail"
} | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    printf '%s\n' "dn: $office" 'objectClass: organizationalUnit' 'objectClass: extensibleObject' 'ou: Ulm' 'l: Neu-Ulm' \
        'postalAddress: Main Street 1 $ Neu-Ulm' 'telephoneNumber: +49 731 0' 'mail: Office@Lab.Example' ''
    printf '%s\n' "dn: cn=Anna,$office" 'objectClass: inetOrgPerson' 'sn: Archer' ''
    printf '%s\n' "dn: cn=Berta,$office" 'objectClass: inetOrgPerson' 'sn: Baker' 'l: Senden' 'telephoneNumber: +49 731 27' ''
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29720
to=(-x -H ldap://127.0.0.1:29720)
{
    ldapsearch "${to[@]}" -LLL -b "$office" '(sn=*)' l postalAddress telephoneNumber mail |
        awk '/^dn/ { name = $2; sub(/,.*/, "", name) } /^[^d]/ { print name " shows " $0 }'
    for filter in '(l=Neu-Ulm)' '(l=*)' '(!(l=*))' '(telephoneNumber=+49 731 0)' '(telephoneNumber=*)' '(mail=office@lab.example)'; do
        names=$(ldapsearch "${to[@]}" -LLL -b "$office" "$filter" cn | sed -n 's/^dn: ..=\([^,]*\).*/\1/p' | paste -sd, | sed 's/,/, /g')
        echo "found by $filter: ${names:-nobody}"
    done
    echo "compared, l:Neu-Ulm: $(ldapcompare "${to[@]}" "cn=Anna,$office" l:Neu-Ulm 2>&1 | grep -xE 'TRUE|FALSE|UNDEFINED')"
    printf '%s\n' "dn: cn=Anna,$office" 'changetype: modify' 'replace: telephoneNumber' 'telephoneNumber: +49 731 28' |
        ldapmodify "${to[@]}" -D cn=admin,dc=lab,dc=example -w secret-of-lab 2>&1 >/dev/null | sed -n 's/.*info: /an own number for Anna: /p' || true
} >seen
# shellcheck disable=SC2016 # a postal address has dollars
expect "$(cat seen)" 'cn=Anna shows l: neu-ulm
cn=Anna shows postalAddress: main street 1$neu-ulm
cn=Anna shows telephoneNumber: +497310
cn=Anna shows mail: office@lab.example
cn=Berta shows l: Senden
cn=Berta shows l: neu-ulm
cn=Berta shows telephoneNumber: +49 731 27
cn=Berta shows telephoneNumber: +497310
cn=Berta shows postalAddress: main street 1$neu-ulm
cn=Berta shows mail: office@lab.example
found by (l=Neu-Ulm): Ulm
found by (l=*): Ulm, Berta
found by (!(l=*)): Anna
found by (telephoneNumber=+49 731 0): Ulm
found by (telephoneNumber=*): Ulm, Berta
found by (mail=office@lab.example): Ulm
compared, l:Neu-Ulm: UNDEFINED
an own number for Anna: cannot change virtual attribute '\''telephoneNumber'\'''
