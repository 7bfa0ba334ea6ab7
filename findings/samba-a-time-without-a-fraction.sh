#!/usr/bin/env bash
# samba-a-time-without-a-fraction.sh : "whenChanged>=TIME" of a Samba domain controller, the time written in two ways.
#
# Samba 4.17.12 as an Active Directory domain controller, asked by ldapsearch 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# `20500101000000Z` and `20500101000000.0Z` are one time (RFC 4517 section 3.3.13); the first is the usual form, the second
# is how Active Directory writes it. One would guess that both work, or that the server refuses the one it does not know.
# What happens: a time without a fraction is no time to Samba, and everything is later than that: `>=` finds all entries
# and `<=` none, whatever the time, with result success. A synchronisation that asks for what has changed since its last
# run gets everybody each time; "not changed since" finds nobody.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/samba.bash"
ask() {
    samba_domain LAB.EXAMPLE
    local admin=(-x -H ldap://127.0.0.1 -D 'CN=Administrator,CN=Users,DC=lab,DC=example' -w Nobody-needs-it-1)
    for name in Anna Berta Carla; do
        printf 'dn: CN=%s,CN=Users,DC=lab,DC=example\nobjectClass: contact\n\n' $name
    done | ldapadd "${admin[@]}" >/dev/null
    for attribute in whenChanged whenCreated createTimeStamp; do
        for asked in '>=20500101000000.0Z' '>=20500101000000Z' '<=20500101000000.0Z' '<=20500101000000Z'; do
            ldapsearch "${admin[@]}" -LLL -b CN=Users,DC=lab,DC=example "(&(objectClass=contact)($attribute$asked))" 1.1 >found
            echo "($attribute$asked): $(grep -c ^dn: found || true) of 3"
        done
    done
}
own_system ask "${samba_packages[@]}" ldap-utils=2.5.13+ >seen
seen=$(cat seen)
expected=$(for attribute in whenChanged whenCreated createTimeStamp; do
    printf "($attribute%s): %d of 3\n" '>=20500101000000.0Z' 0 '>=20500101000000Z' 3 '<=20500101000000.0Z' 3 '<=20500101000000Z' 0
done)
expect "$seen" "$expected"
