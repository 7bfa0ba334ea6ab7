#!/usr/bin/env bash
# 389-shown-and-not-found.sh : numbers that 389 Directory Server gives to people by a class of service, and filters for them.
#
# 389 Directory Server 2.3.1 and ldapsearch 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# A class of service gives a number to all people who have none of their own. One would guess that what an entry shows is
# found by a filter, or that given values are found by none, whichever attribute it is. What happens: it depends on the
# index. facsimileTelephoneNumber has none, and the given number is found like others. telephoneNumber has one by
# default, in which only stored values stand: `(telephoneNumber=+49 30 1000)` finds nobody, with result success, though
# both the presence of the number and its negation count the given value, so that Berta and Carla are found by neither
# `(telephoneNumber=+49 30 1000)` nor `(!(telephoneNumber=+49 30 1000))`. An index added for speed makes people vanish.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/389.bash"
ask() {
    dirsrv 389 dc=lab,dc=example cn=manager secret-of-lab
    local login=(-x -H ldap://127.0.0.1 -D cn=manager -w secret-of-lab)
    for number in telephoneNumber facsimileTelephoneNumber; do
        printf 'dn: cn=template of %s,dc=lab,dc=example\nobjectClass: cosTemplate\nobjectClass: extensibleObject\ncosPriority: 0\n%s: +49 30 1000\n\n' $number $number
        printf 'dn: cn=%s of all,dc=lab,dc=example\nobjectClass: ldapSubEntry\nobjectClass: cosSuperDefinition\nobjectClass: cosPointerDefinition
cosTemplateDn: cn=template of %s,dc=lab,dc=example\ncosAttribute: %s default\n\n' $number $number $number
    done | ldapadd "${login[@]}" >/dev/null
    {
        printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\ntelephoneNumber: +49 30 2000\nfacsimileTelephoneNumber: +49 30 2000\n\n'
        printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\n\n' Berta Carla
    } | ldapadd "${login[@]}" >/dev/null
    # A definition added while the one before is taken in may be overlooked until the next start.
    end_last
    dirsrv_start 389
    for _ in $(seq 100); do # the class of service is noticed a little later
        [ "$(ldapsearch -LLL "${login[@]}" -b dc=lab,dc=example '(sn=Lab)' facsimileTelephoneNumber telephoneNumber | grep -c 1000)" = 4 ] && break
        sleep 0.2
    done
    ldapsearch -LLL "${login[@]}" -b cn=Berta,dc=lab,dc=example '(sn=Lab)' telephoneNumber facsimileTelephoneNumber | sed '/^dn/d; /^$/d; s/^/Berta shows /'
    for number in telephoneNumber facsimileTelephoneNumber; do
        for asked in "($number=+49 30 1000)" "($number=*)" "(!($number=*))" "(!($number=+49 30 1000))"; do
            found=$(ldapsearch -LLL "${login[@]}" -b dc=lab,dc=example "(&(sn=Lab)$asked)" 1.1 | sed -n 's/^dn: cn=\([^,]*\).*/\1/p' | sort | paste -sd' ')
            echo "$asked: ${found:-nobody}"
        done
    done
}
own_system ask "${dirsrv_packages[@]}" >seen
expect "$(cat seen)" 'Berta shows telephoneNumber: +49 30 1000
Berta shows facsimileTelephoneNumber: +49 30 1000
(telephoneNumber=+49 30 1000): nobody
(telephoneNumber=*): Anna Berta Carla
(!(telephoneNumber=*)): nobody
(!(telephoneNumber=+49 30 1000)): Anna
(facsimileTelephoneNumber=+49 30 1000): Berta Carla
(facsimileTelephoneNumber=*): Anna Berta Carla
(!(facsimileTelephoneNumber=*)): nobody
(!(facsimileTelephoneNumber=+49 30 1000)): Anna'
