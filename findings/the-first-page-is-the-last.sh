#!/usr/bin/env bash
# the-first-page-is-the-last.sh : two directories of five people shown as one, in three ways, and read by pages of four.
#
# OpenLDAP slapd (back-meta, back-asyncmeta, and back-ldap below one suffix) and ldapsearch 2.5.13 (Debian 12). Seen on
# 2026-11-30.
#
# Who reads a directory by pages goes on until the server sends no cookie. One would guess that a proxy for two directories keeps
# the pages of both, or refuses them, at least where the client says that they are critical. What happens: databases below one
# suffix do it right. back-meta sends all in one answer, also to a client that says critical. back-asyncmeta asks each directory
# for a page of four, and sends the two pages and no cookie, with success: to a client that is the end, and two of ten people are
# never seen. With a page that is larger than each directory nothing is lost, so a small directory shows nothing of it.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch
port=29741
for town in Bonn Ulm; do
    slapd_database "ou=$town,dc=lab,dc=example" | slapd_conf $town core cosine inetorgperson
    {
        printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\nou: %s\n\n' $town $town
        for n in 1 2 3 4 5; do printf 'dn: cn=%s %d,ou=%s,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n\n' $town $n $town; done
    } | slapd_add $town
    slapd_start $town ldap://127.0.0.1:$port
    : $((port++))
done
as_one() { # as_one KIND: the lines of a proxy for both
    case $1 in
    subordinate)
        printf '%s\n' 'moduleload back_ldap' 'database ldap' 'suffix ou=Bonn,dc=lab,dc=example' subordinate 'uri ldap://127.0.0.1:29741' \
            'database ldap' 'suffix ou=Ulm,dc=lab,dc=example' subordinate 'uri ldap://127.0.0.1:29742'
        slapd_database dc=lab,dc=example
        ;;
    *)
        printf '%s\n' 'moduleload back_ldap' "moduleload back_$1" "database $1" 'suffix dc=lab,dc=example' \
            'uri ldap://127.0.0.1:29741/ou=Bonn,dc=lab,dc=example' 'uri ldap://127.0.0.1:29742/ou=Ulm,dc=lab,dc=example'
        ;;
    esac
}
people() { # people TITLE OPTION...: how many come, in how many pages, and what is said at the end
    ldapsearch -x -H ldap://127.0.0.1:$port -b dc=lab,dc=example "${@:2}" '(sn=*)' 1.1 >page 2>&1 || true
    echo "$1: $(grep -c ^dn: page) people in $(grep -c ^result: page) answers, $(sed -n 's/^result: [0-9]* //p' page | tail -n 1)"
}
for kind in subordinate meta asyncmeta; do
    as_one $kind | slapd_conf $kind core
    [ $kind != subordinate ] || lab_entry lab | slapd_add $kind
    slapd_start $kind ldap://127.0.0.1:$port
    people "$kind"
    people "$kind, pages of 4" -E pr=4/noprompt
    people "$kind, pages of 4, critical" -E '!pr=4/noprompt'
    people "$kind, pages of 100" -E pr=100/noprompt
    end_last
    : $((port++))
done >seen
expect "$(cat seen)" 'subordinate: 10 people in 1 answers, Success
subordinate, pages of 4: 10 people in 3 answers, Success
subordinate, pages of 4, critical: 10 people in 3 answers, Success
subordinate, pages of 100: 10 people in 1 answers, Success
meta: 10 people in 1 answers, Success
meta, pages of 4: 10 people in 1 answers, Success
meta, pages of 4, critical: 10 people in 1 answers, Success
meta, pages of 100: 10 people in 1 answers, Success
asyncmeta: 10 people in 1 answers, Success
asyncmeta, pages of 4: 8 people in 1 answers, Success
asyncmeta, pages of 4, critical: 8 people in 1 answers, Success
asyncmeta, pages of 100: 10 people in 1 answers, Success'
