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
set -euo pipefail
work=$(mktemp -d); pid=; pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for package in slapd ldap-utils; do
    version=$(apt-cache madison $package | awk 'index($3, "2.5.13+") == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$package 2.5.13 is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "$package=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd"; exit 2; }
done
serve() { # serve CONF PORT
    usr/sbin/slapd -d 0 -f "$1.conf" -h "ldap://127.0.0.1:$2" >>"$1.log" 2>&1 & pids+=($!)
    for _ in $(seq 50); do (: <>"/dev/tcp/127.0.0.1/$2") 2>/dev/null && return; sleep 0.1; done
}
for site in 1 2; do
    mkdir "data$site"
    cat >"site$site.conf" <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/site$site.pid
database mdb
suffix ou=site$site,dc=lab,dc=example
directory $work/data$site
C
    {
        printf 'dn: ou=site%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' $site
        for number in 1 2 3; do
            printf 'dn: cn=User %s,ou=site%s,dc=lab,dc=example\nobjectClass: person\nsn: User\nuserPassword: of-lab\n\n' $number $site
        done
    } | usr/sbin/slapd -T add -q -f site$site.conf
    serve site$site 2713$site
done
for mode in default continue report stop; do
    cat >$mode.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_ldap
moduleload back_meta
pidfile $work/$mode.pid
database meta
suffix dc=lab,dc=example
$([ $mode = default ] || echo "onerr $mode")
uri ldap://127.0.0.1:27131/ou=site1,dc=lab,dc=example
uri ldap://127.0.0.1:27132/ou=site2,dc=lab,dc=example
C
done
serve default 27133
serve continue 27134
serve report 27135
serve stop 27136
ask() { # ask PORT BASE OPTION...
    local code=0
    timeout 20 usr/bin/ldapsearch -x -LLL -H "ldap://127.0.0.1:$1" -b "$2" "${@:3}" '(sn=User)' 1.1 </dev/null >found 2>said || code=$?
    echo "$(grep -c 'dn: cn=' found || true) people, $(($(grep -c ^Press found || true) + 1)) page(s), result $code"
}
login() { timeout 20 usr/bin/ldapwhoami -x -H ldap://127.0.0.1:27133 -D "cn=User 1,ou=site$1,dc=lab,dc=example" -w of-lab >said 2>&1 && echo 0 || echo $?; }
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
seen=$(cat seen)
printf '%s\n' "$seen"
expected='both up, default: 6 people, 1 page(s), result 0
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
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
