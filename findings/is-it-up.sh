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
set -euo pipefail
work=$(mktemp -d); pid=; pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for wanted in slapd=2.5.13+ ldap-utils=2.5.13+ haproxy=2.6.12- monitoring-plugins-standard=2.3.3-; do
    version=$(apt-cache madison "${wanted%%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "${wanted%%=*}=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch usr/sbin/haproxy usr/lib/nagios/plugins/check_ldap; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd haproxy"; exit 2; }
done
port=27150
for state in usual no-anonymous empty; do
    mkdir $state
    cat >$state.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/$state.pid
$([ $state != no-anonymous ] || echo 'disallow bind_anon')
database mdb
suffix dc=lab,dc=example
rootdn cn=admin,dc=lab,dc=example
rootpw of-the-lab
directory $work/$state
C
    if [ $state != empty ]; then
        printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n' | usr/sbin/slapd -T add -q -f $state.conf
    fi
    port=$((port + 1))
    usr/sbin/slapd -d 0 -f $state.conf -h ldap://127.0.0.1:$port >>slapd.log 2>&1 & pids+=($!)
    for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
done
cat >haproxy.cfg <<C
global
    stats socket $work/haproxy.sock
defaults
    mode tcp
    timeout connect 2s
    timeout client 9s
    timeout server 9s
C
port=27150
for state in usual no-anonymous empty; do
    port=$((port + 1))
    printf 'backend %s\n    option ldap-check\n    server one 127.0.0.1:%s check inter 500\n' $state $port >>haproxy.cfg
done
printf 'frontend any\n    bind 127.0.0.1:27159\n    default_backend usual\n' >>haproxy.cfg
usr/sbin/haproxy -f haproxy.cfg >haproxy.log 2>&1 & pids+=($!)
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
login='-D cn=admin,dc=lab,dc=example -P of-the-lab'
seen=$(
    port=27150
    for state in usual no-anonymous empty; do
        port=$((port + 1))
        # shellcheck disable=SC2086
        {
            usr/bin/ldapsearch -x -H ldap://127.0.0.1:$port ${login/-P/-w} -b dc=lab,dc=example -s base 1.1 >/dev/null 2>&1 && code=0 || code=$?
            echo "$state: login and search of ldapsearch give $code"
            echo "$state: HAProxy says $(python3 state.py $state)"
            echo "$state: check_ldap with login: $(check $login)"
            echo "$state: check_ldap -3: $(check -3)"
            echo "$state: check_ldap -3 with login: $(check -3 $login)"
            echo "$state: check_ldap -3 with login, for who is not there: $(check -3 $login -a '(sn=Nobody)')"
            echo "$state: check_ldap -3 with login, for who is not there, at least one: $(check -3 $login -a '(sn=Nobody)' -C 1:)"
        }
    done
)
printf '%s\n' "$seen"
expected='usual: login and search of ldapsearch give 0
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
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
