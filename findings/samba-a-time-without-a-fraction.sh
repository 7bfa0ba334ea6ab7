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
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: Samba is installed and run in a file system and a network of its own"; exit 2; }
work=$(mktemp -d); pid=
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
samba=$(apt-cache madison samba | awk 'index($3, "2:4.17.12+") == 1 { print $3; exit }')
tools=$(apt-cache madison ldap-utils | awk 'index($3, "2.5.13+") == 1 { print $3; exit }')
[ -n "$samba" ] && [ -n "$tools" ] || { echo "samba 4.17.12 or ldap-utils 2.5.13 is not in the package lists"; exit 2; }
mkdir layer root
cat >own.sh <<'O'
set -eu
mount -t tmpfs layer layer && mkdir layer/upper layer/work
mount -t overlay own -o lowerdir=/,upperdir=layer/upper,workdir=layer/work root
for kept in proc dev sys; do mount --rbind "/$kept" "root/$kept"; done
mkdir -p root/lab && cp install.sh serve.sh root/lab/ && cat /etc/resolv.conf >root/etc/resolv.conf
printf '#!/bin/sh\nexit 101\n' >root/usr/sbin/policy-rc.d && chmod +x root/usr/sbin/policy-rc.d
exec chroot root /bin/bash /lab/install.sh "$@"
O
cat >install.sh <<'I'
set -eu
export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /lab
apt-get -o APT::Sandbox::User=root install -q -y --no-install-recommends {samba,samba-ad-provision,samba-dsdb-modules,samba-vfs-modules,python3-samba}="$1" \
    ldap-utils="$2" >install.log 2>&1 || { tail -n 5 install.log >&2; exit 1; }
mkdir -p /run/samba
samba-tool domain provision --targetdir=/lab/dc --realm=LAB.EXAMPLE --domain=LAB --server-role=dc --host-name=dc1 \
    --adminpass=Nobody-needs-it-1 >provision.log 2>&1 || { tail -n 5 provision.log >&2; exit 1; }
exec unshare --net /bin/bash serve.sh
I
cat >serve.sh <<'E'
set -eu
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x49))' # lo goes up
samba -F --no-process-group -M single -s dc/etc/smb.conf --option='server services=ldap' \
    --option='ldap server require strong auth=no' >samba.log 2>&1 & server=$!
trap 'kill $server' EXIT
for _ in $(seq 900); do (: <>/dev/tcp/127.0.0.1/389) 2>/dev/null && break; kill -0 $server; sleep 0.2; done
admin='-x -H ldap://127.0.0.1 -D CN=Administrator,CN=Users,DC=lab,DC=example -w Nobody-needs-it-1'
for name in Anna Berta Carla; do
    printf 'dn: CN=%s,CN=Users,DC=lab,DC=example\nobjectClass: contact\n\n' $name
done | ldapadd $admin >/dev/null
for attribute in whenChanged whenCreated createTimeStamp; do
    for asked in '>=20500101000000.0Z' '>=20500101000000Z' '<=20500101000000.0Z' '<=20500101000000Z'; do
        ldapsearch $admin -LLL -b CN=Users,DC=lab,DC=example "(&(objectClass=contact)($attribute$asked))" 1.1 >found
        echo "($attribute$asked): $(grep -c ^dn: found || true) of 3"
    done
done
E
unshare --mount bash own.sh "$samba" "$tools" >seen & pid=$!
wait "$pid" || { cat seen; exit 1; }
pid=
seen=$(cat seen)
printf '%s\n' "$seen"
expected=$(for attribute in whenChanged whenCreated createTimeStamp; do
    printf "($attribute%s): %d of 3\n" '>=20500101000000.0Z' 0 '>=20500101000000Z' 3 '<=20500101000000.0Z' 3 '<=20500101000000Z' 0
done)
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
