#!/usr/bin/env bash
# is-it-up.sh : a directory server that is well, asked by two health checks whether it is.
#
# HAProxy 2.6.12 (`option ldap-check`), check_ldap of monitoring-plugins 2.3.3, OpenLDAP slapd and ldapsearch 2.5.13
# (Debian 12). Seen on 2026-11-29.
#
# One would guess that a check says "up" of a server to which people log in, and "down" of one that has lost its data. What
# happens: HAProxy asks by an anonymous bind and wants the answer "success". A slapd that refuses such a bind, as it is told
# to for safety (`disallow bind_anon`), is down, with all its people able to log in; one whose database is empty is up.
# check_ldap says "Could not bind to the LDAP server" of each, with the right password too, until it is told `-3`: it speaks
# LDAPv2 by itself, which slapd refuses. Then it tells the empty one from the others, but `-a` with a filter that finds nobody
# is "OK", as it only asks whether the base is there: a check for the account of the telephones is no check. Told how many are
# critical (`-C 1:`) it counts; by itself it does not, so "0 people" is OK too.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/haproxy.bash"
debs {slapd,ldap-utils}=2.5.13+ haproxy=2.6.12- monitoring-plugins-standard=2.3.3-
needs slapd ldapsearch haproxy "$work/usr/lib/nagios/plugins/check_ldap"
while read -r port state line; do
    { echo "$line"; slapd_database dc=lab,dc=example of-the-lab; } | slapd_conf "$state" core
    [ "$state" = empty ] || lab_entry lab | slapd_add "$state"
    slapd_start "$state" "ldap://127.0.0.1:$port"
    printf 'backend %s\n    option ldap-check\n    server one 127.0.0.1:%s check inter 500\n' "$state" "$port" >>backends
done <<'S'
27151 usual
27152 no-anonymous disallow bind_anon
27153 empty
S
haproxy_conf 9s 9s <<C
global
    stats socket $work/haproxy.sock
$(cat backends)
frontend any
    bind 127.0.0.1:27159
    default_backend usual
C
haproxy_start 27159
sleep 5
cat >state.py <<'P'
import socket
import sys

asked = socket.socket(socket.AF_UNIX)
asked.connect("haproxy.sock")
asked.sendall(b"show stat\n")
text = b"".join(iter(lambda: asked.recv(65536), b"")).decode()
print(*(f"{row.split(',')[17]} ({row.split(',')[36]})" for row in text.splitlines() if row.startswith(f"{sys.argv[1]},one,")))
P
check() { usr/lib/nagios/plugins/check_ldap -H 127.0.0.1 -p "$port" -b dc=lab,dc=example "$@" | sed 's/|.*//; s/\( in\| -\) [0-9.]* seconds.*//'; }
login=(-D 'cn=admin,dc=lab,dc=example' -P of-the-lab)
seen=$(
    port=27150
    for state in usual no-anonymous empty; do
        port=$((port + 1))
        ldapsearch -x -H ldap://127.0.0.1:$port "${login[@]/#-P/-w}" -b dc=lab,dc=example -s base 1.1 >/dev/null 2>&1 && code=0 || code=$?
        echo "$state: login and search of ldapsearch give $code"
        echo "$state: HAProxy says $(python3 state.py $state)"
        echo "$state: check_ldap with login: $(check "${login[@]}")"
        echo "$state: check_ldap -3: $(check -3)"
        echo "$state: check_ldap -3 with login: $(check -3 "${login[@]}")"
        echo "$state: check_ldap -3 with login, for who is not there: $(check -3 "${login[@]}" -a '(sn=Nobody)')"
        echo "$state: check_ldap -3 with login, for who is not there, at least one: $(check -3 "${login[@]}" -a '(sn=Nobody)' -C 1:)"
    done
)
expect "$seen" 'usual: login and search of ldapsearch give 0
usual: HAProxy says UP (L7OK)
usual: check_ldap with login: Could not bind to the LDAP server
usual: check_ldap -3: LDAP OK
usual: check_ldap -3 with login: LDAP OK
usual: check_ldap -3 with login, for who is not there: LDAP OK
usual: check_ldap -3 with login, for who is not there, at least one: LDAP CRITICAL - found 0 entries
no-anonymous: login and search of ldapsearch give 0
no-anonymous: HAProxy says DOWN (L7STS)
no-anonymous: check_ldap with login: Could not bind to the LDAP server
no-anonymous: check_ldap -3: Could not bind to the LDAP server
no-anonymous: check_ldap -3 with login: LDAP OK
no-anonymous: check_ldap -3 with login, for who is not there: LDAP OK
no-anonymous: check_ldap -3 with login, for who is not there, at least one: LDAP CRITICAL - found 0 entries
empty: login and search of ldapsearch give 32
empty: HAProxy says UP (L7OK)
empty: check_ldap with login: Could not bind to the LDAP server
empty: check_ldap -3: Could not search/find objectclasses in dc=lab,dc=example
empty: check_ldap -3 with login: Could not search/find objectclasses in dc=lab,dc=example
empty: check_ldap -3 with login, for who is not there: Could not search/find objectclasses in dc=lab,dc=example
empty: check_ldap -3 with login, for who is not there, at least one: Could not search/find objectclasses in dc=lab,dc=example'
