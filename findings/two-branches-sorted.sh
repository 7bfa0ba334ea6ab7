#!/usr/bin/env bash
# two-branches-sorted.sh : one directory in two databases (subordinate), its people sorted by the server, and by pages.
#
# OpenLDAP slapd (glue, overlay sssvlv) and ldapsearch 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# `subordinate` glues a database below another one, so that a search of the whole finds the people of both; pages go over both
# as well. One would guess that with the overlay for sorting loaded the list of the whole is sorted, or that the wish is refused
# (it is critical here). What happens: the people of the first part in order, then those of the second as they come, result
# success. By pages of two the first page has two people of the first part and all of the second, who come once more later:
# six people are nine. The overlay sits below the glue, which slapd puts on top by itself, and sorts what it sees. With
# `overlay glue` written before it in the configuration both lists are right.
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
part() { # part NUMBER NAME...
    printf 'dn: ou=Site %s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' "$1"
    for name in "${@:2}"; do printf 'dn: cn=%s,ou=Site %s,dc=lab,dc=example\nobjectClass: person\nsn: %s\n\n' "$name" "$1" "$name"; done
}
for overlay in '' 'overlay glue'; do
    name=${overlay:+glue}; name=${name:-plain}
    mkdir "$name-1" "$name-2"
    cat >"$name.conf" <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
moduleload sssvlv
pidfile $work/$name.pid
database mdb
suffix "ou=Site 2,dc=lab,dc=example"
subordinate
directory $work/$name-2
database mdb
suffix dc=lab,dc=example
directory $work/$name-1
$overlay
overlay sssvlv
C
    {
        printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
        part 1 Adams Clark Evans
    } | usr/sbin/slapd -T add -q -f "$name.conf" -b dc=lab,dc=example
    part 2 Davis Farmer Baker | usr/sbin/slapd -T add -q -f "$name.conf" -b 'ou=Site 2,dc=lab,dc=example'
done
serve plain 27121
serve glue 27122
ask() { # ask PORT OPTION...
    usr/bin/ldapsearch -x -LLL -H "ldap://127.0.0.1:$1" -b dc=lab,dc=example "${@:2}" '(sn=*)' 1.1 2>&1 | sed -n 's/^dn: cn=\([^,]*\).*/\1/p' | paste -sd' '
    return "${PIPESTATUS[0]}"
}
sorted='!sss=sn:2.5.13.3'
seen=$(
    for port in 27121 27122; do
        for pages in '' pr=2/noprompt; do
            for order in '' "$sorted"; do
                options=(); for one in $pages $order; do options+=(-E "$one"); done
                echo "$port ${options[*]}: $(ask $port "${options[@]}" && echo success)" | paste -sd' '
            done
        done
    done | sed 's/27121/as it comes,/; s/27122/overlay glue first,/'
)
printf '%s\n' "$seen"
expected='as it comes, : Adams Clark Evans Davis Farmer Baker success
as it comes, -E !sss=sn:2.5.13.3: Adams Clark Evans Davis Farmer Baker success
as it comes, -E pr=2/noprompt: Adams Clark Evans Davis Farmer Baker success
as it comes, -E pr=2/noprompt -E !sss=sn:2.5.13.3: Adams Clark Davis Farmer Baker Evans Davis Farmer Baker success
overlay glue first, : Adams Clark Evans Davis Farmer Baker success
overlay glue first, -E !sss=sn:2.5.13.3: Adams Baker Clark Davis Evans Farmer success
overlay glue first, -E pr=2/noprompt: Adams Clark Evans Davis Farmer Baker success
overlay glue first, -E pr=2/noprompt -E !sss=sn:2.5.13.3: Adams Baker Clark Davis Evans Farmer success'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
