#!/usr/bin/env bash
# half-of-the-people.sh : one OpenLDAP that shows two directories as one, while one of these is down.
#
# OpenLDAP slapd (back-meta) and its client programs 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# slapd's `database meta` joins the directories of two sites below one suffix. While one of them is down, one would guess, a
# search of the whole fails, or says that something is missing besides the people that it found. What happens: the people of the
# other site, result success, no text. That is the default, `onerr continue`; `onerr report` gives the people and result 52
# (unavailable), `onerr stop` nobody and 52. A search of the lost site alone is 52, as is a login of its people. A synchronisation
# that asks for the whole takes half of the people for all, and removes the rest. And pages are taken for done: who asks for
# pages of two, also with a critical control, gets everybody in one.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
for site in 1 2; do
    slapd_database ou=site$site,dc=lab,dc=example | slapd_conf site$site core
    {
        printf 'dn: ou=site%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' $site
        for number in 1 2 3; do
            printf 'dn: cn=User %s,ou=site%s,dc=lab,dc=example\nobjectClass: person\nsn: User\nuserPassword: of-lab\n\n' $number $site
        done
    } | slapd_add site$site
    slapd_start site$site ldap://127.0.0.1:2713$site
done
port=27132
for mode in default continue report stop; do
    slapd_conf $mode core <<C
moduleload back_ldap
moduleload back_meta
database meta
suffix dc=lab,dc=example
$([ $mode = default ] || echo "onerr $mode")
uri ldap://127.0.0.1:27131/ou=site1,dc=lab,dc=example
uri ldap://127.0.0.1:27132/ou=site2,dc=lab,dc=example
C
    port=$((port + 1))
    slapd_start $mode ldap://127.0.0.1:$port
done
ask() { # ask PORT BASE OPTION...
    local code=0
    timeout 20 ldapsearch -x -LLL -H "ldap://127.0.0.1:$1" -b "$2" "${@:3}" '(sn=User)' 1.1 </dev/null >found 2>said || code=$?
    echo "$(grep -c 'dn: cn=' found || true) people, $(($(grep -c ^Press found || true) + 1)) page(s), result $code"
}
login() { timeout 20 ldapwhoami -x -H ldap://127.0.0.1:27133 -D "cn=User 1,ou=site$1,dc=lab,dc=example" -w of-lab >said 2>&1 && echo 0 || echo $?; }
show() {
    local port=27132
    for mode in default continue report stop; do
        port=$((port + 1))
        echo "$1, $mode: $(ask $port dc=lab,dc=example)"
    done
    echo "$1, pages of two of site 1 itself: $(ask 27131 ou=site1,dc=lab,dc=example -E '!pr=2')"
    echo "$1, pages of two: $(ask 27133 dc=lab,dc=example -E pr=2)"
    echo "$1, pages of two or an error: $(ask 27133 dc=lab,dc=example -E '!pr=2')"
    for site in 1 2; do echo "$1, site $site alone: $(ask 27133 ou=site$site,dc=lab,dc=example), login $(login $site)"; done
}
{
    show 'both up'
    { kill "${pids[1]}" && wait "${pids[1]}"; } || true
    show 'site 2 down'
} >seen
expect "$(cat seen)" 'both up, default: 6 people, 1 page(s), result 0
both up, continue: 6 people, 1 page(s), result 0
both up, report: 6 people, 1 page(s), result 0
both up, stop: 6 people, 1 page(s), result 0
both up, pages of two of site 1 itself: 3 people, 2 page(s), result 0
both up, pages of two: 6 people, 1 page(s), result 0
both up, pages of two or an error: 6 people, 1 page(s), result 0
both up, site 1 alone: 3 people, 1 page(s), result 0, login 0
both up, site 2 alone: 3 people, 1 page(s), result 0, login 0
site 2 down, default: 3 people, 1 page(s), result 0
site 2 down, continue: 3 people, 1 page(s), result 0
site 2 down, report: 3 people, 1 page(s), result 52
site 2 down, stop: 0 people, 1 page(s), result 52
site 2 down, pages of two of site 1 itself: 3 people, 2 page(s), result 0
site 2 down, pages of two: 3 people, 1 page(s), result 0
site 2 down, pages of two or an error: 3 people, 1 page(s), result 0
site 2 down, site 1 alone: 3 people, 1 page(s), result 0, login 0
site 2 down, site 2 alone: 0 people, 1 page(s), result 52, login 52'
