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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
part() { # part NUMBER NAME...
    printf 'dn: ou=Site %s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' "$1"
    for name in "${@:2}"; do printf 'dn: cn=%s,ou=Site %s,dc=lab,dc=example\nobjectClass: person\nsn: %s\n\n' "$name" "$1" "$name"; done
}
while read -r name port overlay; do
    slapd_conf "$name" core <<C
moduleload sssvlv
database mdb
suffix "ou=Site 2,dc=lab,dc=example"
subordinate
database mdb
suffix dc=lab,dc=example
$overlay
overlay sssvlv
C
    { lab_entry lab; part 1 Adams Clark Evans; } | slapd_add "$name" -b dc=lab,dc=example
    part 2 Davis Farmer Baker | slapd_add "$name" -b 'ou=Site 2,dc=lab,dc=example'
    slapd_start "$name" "ldap://127.0.0.1:$port"
done <<'K'
plain 27121
glue 27122 overlay glue
K
ask() { # ask PORT OPTION...
    ldapsearch -x -LLL -H "ldap://127.0.0.1:$1" -b dc=lab,dc=example "${@:2}" '(sn=*)' 1.1 2>&1 | sed -n 's/^dn: cn=\([^,]*\).*/\1/p' | paste -sd' '
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
expect "$seen" 'as it comes, : Adams Clark Evans Davis Farmer Baker success
as it comes, -E !sss=sn:2.5.13.3: Adams Clark Evans Davis Farmer Baker success
as it comes, -E pr=2/noprompt: Adams Clark Evans Davis Farmer Baker success
as it comes, -E pr=2/noprompt -E !sss=sn:2.5.13.3: Adams Clark Davis Farmer Baker Evans Davis Farmer Baker success
overlay glue first, : Adams Clark Evans Davis Farmer Baker success
overlay glue first, -E !sss=sn:2.5.13.3: Adams Baker Clark Davis Evans Farmer success
overlay glue first, -E pr=2/noprompt: Adams Clark Evans Davis Farmer Baker success
overlay glue first, -E pr=2/noprompt -E !sss=sn:2.5.13.3: Adams Baker Clark Davis Evans Farmer success'
