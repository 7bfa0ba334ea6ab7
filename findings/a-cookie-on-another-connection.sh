#!/usr/bin/env bash
# a-cookie-on-another-connection.sh : the pages of one search, fetched over the connections of a pool.
#
# 389 Directory Server 2.3.1 and OpenLDAP slapd 2.5.13 (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# The cookie of a paged search (RFC 2696) may be worth something on its own connection only. One would guess that a server
# refuses it elsewhere, that a library which has both a pool and a paged search keeps the pages of a search together, and
# that it says so when a page fails. What happens: slapd refuses (protocolError). 389 Directory Server begins the search
# again and answers success, the first page once more and no further cookie: with five of twelve entries, each of them
# twice, all looks well and done. ldap3 in its strategy REUSABLE takes the next connection of its pool for each page, and
# `paged_search` ends at the failed page without an error (unless raise_exceptions is set): twelve entries are five, or
# five doubled.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: 389 Directory Server is installed in a file system of its own"; exit 2; }
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for wanted in 389-ds-base=2.3.1+ slapd=2.5.13+ ldap-utils=2.5.13+; do
    version=$(apt-cache madison "${wanted%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    packages+=("${wanted%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[1]}" >/dev/null
dpkg -x slapd_*.deb . && ldd usr/sbin/slapd | grep 'not found' && { echo "libraries of slapd are missing: apt-get install slapd"; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5

mkdir data layer root
cat >own.sh <<'O'
set -eu
mount -t tmpfs layer layer && mkdir layer/upper layer/work
mount -t overlay own -o lowerdir=/,upperdir=layer/upper,workdir=layer/work root
for kept in proc dev sys; do mount --rbind "/$kept" "root/$kept"; done
mkdir -p root/lab root/run/lock/dirsrv && cp serve.sh systemctl root/lab/ && cat /etc/resolv.conf >root/etc/resolv.conf
printf '#!/bin/sh\nexit 101\n' >root/usr/sbin/policy-rc.d && chmod +x root/usr/sbin/policy-rc.d
exec chroot root /bin/bash /lab/serve.sh "$@"
O
cat >serve.sh <<'I'
set -eu
export DEBIAN_FRONTEND=noninteractive PATH=/lab:/usr/sbin:/usr/bin:/sbin:/bin
cd /lab
apt-get -o APT::Sandbox::User=root install -q -y --no-install-recommends "$@"
cat >lab.inf <<'C'
[general]
systemd = False
start = False
full_machine_name = localhost
strict_host_checking = False
[slapd]
instance_name = lab
root_password = Nobody-needs-it-1
user = root
group = root
port = 24031
secure_port = 24032
self_sign_cert = False
[backend-userroot]
suffix = dc=lab,dc=example
create_suffix_entry = True
C
dscreate from-file lab.inf
exec ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid -d 0
I
# dscreate starts and stops the server by systemctl(1), whatever it is told.
cat >systemctl <<'C'
#!/bin/sh
pid() { cat /run/dirsrv/slapd-lab.pid 2>/dev/null; }
case "$1" in
start) ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid
    until ldapsearch -x -H ldap://127.0.0.1:24031 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "$(pid)"; while kill -0 "$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
chmod +x systemctl
unshare --mount bash own.sh "${packages[0]}" "${packages[2]}" >389.log 2>&1 & server=$!; pids+=($server)
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/cosine.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
rootdn cn=admin,dc=lab,dc=example
rootpw Nobody-needs-it-1
directory $work/data
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:24033 >slapd.log 2>&1 & pids+=($!)

cat >ask.py <<'P'
import itertools
import os
import sys
import time

import ldap3

BASE, PAGES, PEOPLE = "dc=lab,dc=example", "1.2.840.113556.1.4.319", "(objectClass=person)"


def ready(connect):
    """The first connection: while it installs and makes its instance, 389 Directory Server is not there, or goes again."""
    while True:
        try:
            connection = connect()
            connection.search(BASE, "(objectClass=*)", ldap3.BASE)
            if connection.entries:
                return connection
            connection.add(BASE, "domain")
        except ldap3.core.exceptions.LDAPException:
            os.kill(int(sys.argv[1]), 0)
        time.sleep(0.5)


def of_connections(connections):
    cookie, names = None, []
    for connection in itertools.cycle(connections):
        connection.search(BASE, PEOPLE, attributes=["cn"], paged_size=5, paged_cookie=cookie)
        names += [entry.cn.value for entry in connection.entries]
        cookie = connection.result.get("controls", {}).get(PAGES, {}).get("value", {}).get("cookie")
        if not cookie or len(names) > 50:
            return f"{len(names)} entries, {len(set(names))} of them different, {connection.result['description']}"


for name, port, admin in (("slapd", 24033, "cn=admin,dc=lab,dc=example"), ("389", 24031, "cn=Directory Manager")):
    def connect(**more):
        return ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}"), admin, "Nobody-needs-it-1", auto_bind=True, **more)

    connections = [ready(connect), connect()]
    for number in range(12):
        assert connections[0].add(f"cn=User {number},{BASE}", "person", {"sn": "User"}), connections[0].result
    print(f"{name}, one connection:", of_connections(connections[:1]))
    print(f"{name}, two in turn:", of_connections(connections))
    pool = connect(client_strategy=ldap3.REUSABLE, pool_size=2, pool_name=name)
    found = pool.extend.standard.paged_search(BASE, PEOPLE, attributes=["cn"], paged_size=5, generator=True)
    names = [entry["dn"] for entry in found]
    print(f"{name}, ldap3's pool: {len(names)} entries, {len(set(names))} of them different, no error")
    pool.strategy.terminate()
P
seen=$(venv/bin/python ask.py "$server") || { tail -n 5 389.log; exit 1; }
printf '%s\n' "$seen"
expected="slapd, one connection: 12 entries, 12 of them different, success
slapd, two in turn: 5 entries, 5 of them different, protocolError
slapd, ldap3's pool: 5 entries, 5 of them different, no error
389, one connection: 12 entries, 12 of them different, success
389, two in turn: 10 entries, 5 of them different, success
389, ldap3's pool: 10 entries, 5 of them different, no error"
[ "$seen" = "$expected" ] || { tail -n 5 389.log; echo "this has changed" >&2; exit 1; }
