#!/usr/bin/env bash
# a-weight-that-may-not-be-written.sh : values of a person in an order of weights (overlay valsort of OpenLDAP), by attribute.
#
# OpenLDAP slapd and its client programs 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# The manual has a number in braces before a value for where it is to stand among the others, as {1} for what is to be called
# first. One would guess that this is for every attribute with several values. What happens: with telephone numbers nothing can be
# written any more. Without a weight the overlay refuses the number, and with one the syntax of telephone numbers does, which has
# no braces; the server starts with that without a warning. Where the syntax has braces, clients see the values without their
# weights, and find them by a piece (labeledURI not even that) or with the weight, which they cannot see; nor can a value be
# removed as it is shown.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch
attributes=(telephoneNumber mobile mail description labeledURI)
{
    echo moduleload valsort
    slapd_database dc=lab,dc=example secret-of-lab
    echo overlay valsort
    printf 'valsort-attr %s dc=lab,dc=example weighted\n' "${attributes[@]}"
} | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    printf '%s\n' 'dn: cn=Anna,dc=lab,dc=example' 'objectClass: inetOrgPerson' 'sn: Archer' ''
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29730
to=(-x -H ldap://127.0.0.1:29730)
change() { # change WHAT ATTRIBUTE VALUE...: what the server says to it
    { printf '%s\n' 'dn: cn=Anna,dc=lab,dc=example' 'changetype: modify' "$1: $2"; printf "$2: %s\n" "${@:3}"; } |
        ldapmodify "${to[@]}" -D cn=admin,dc=lab,dc=example -w secret-of-lab >changed 2>&1 && echo taken ||
        echo "refused ($(sed -n 's/.*info: //p' changed))"
}
found() { ldapsearch "${to[@]}" -LLL -b dc=lab,dc=example "$1" 1.1 | grep -q ^dn && echo yes || echo no; }
for name in "${attributes[@]}"; do
    echo "$name: 1 is $(change add "$name" 1), {2}1 and {1}2 are $(change add "$name" '{2}1' '{1}2')"
    shown=$(ldapsearch "${to[@]}" -LLL -b dc=lab,dc=example '(sn=*)' "$name" | sed -n "s/^$name: //p" | paste -sd' ')
    [ -z "$shown" ] || echo "$name: shown $shown; found by 1 $(found "($name=1)"), by {2}1 $(found "($name={2}1)"), by *1 $(found "($name=*1)");" \
        "to remove 1 is $(change delete "$name" 1)"
done >seen
expect "$(cat seen)" 'telephoneNumber: 1 is refused (weight missing from attribute), {2}1 and {1}2 are refused (telephoneNumber: value #0 invalid per syntax)
mobile: 1 is refused (weight missing from attribute), {2}1 and {1}2 are refused (mobile: value #0 invalid per syntax)
mail: 1 is refused (weight missing from attribute), {2}1 and {1}2 are taken
mail: shown 2 1; found by 1 no, by {2}1 yes, by *1 yes; to remove 1 is refused (weight missing from attribute)
description: 1 is refused (weight missing from attribute), {2}1 and {1}2 are taken
description: shown 2 1; found by 1 no, by {2}1 yes, by *1 yes; to remove 1 is refused (weight missing from attribute)
labeledURI: 1 is refused (weight missing from attribute), {2}1 and {1}2 are taken
labeledURI: shown 2 1; found by 1 no, by {2}1 yes, by *1 no; to remove 1 is refused (weight missing from attribute)'
