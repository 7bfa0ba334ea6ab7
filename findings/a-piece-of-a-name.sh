#!/usr/bin/env bash
# a-piece-of-a-name.sh : who has a manager, asked for by a piece of the manager's distinguished name.
#
# OpenLDAP slapd 2.5.13; Samba 4.17.12 as an Active Directory domain controller; ldapsearch 2.5.13 (Debian 12). Seen on
# 2026-11-29.
#
# `(manager=*OU=Sales*)` or `(memberOf=CN=Voice*)` is written by who wants all of a branch or all groups of a kind. There is no
# matching rule for pieces of names (RFC 4519), so one would guess that no server finds any, or that one which does compares
# text. What happens: slapd finds nobody, and by the negation nobody either (Undefined). Samba finds some: each
# piece between the stars is read as a name of its own. `CN=Anna*`, `*CN=Users*` and the whole end from `CN=Users` on are
# found; `*Users*`, `*Anna*`, or a piece that begins or ends with the comma, `CN=Anna,*`, find nobody, with result success, and
# their negation finds Berta, whose manager Anna is. In a filter that was tried with one form the next name may not work.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: Samba is installed and run in a file system and a network of its own"; exit 2; }
work=$(mktemp -d); pid=; packages=()
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
wanted=({samba,samba-ad-provision,samba-dsdb-modules,samba-vfs-modules,python3-samba}=2:4.17.12+ slapd=2.5.13+ ldap-utils=2.5.13+)
listed=$(apt-cache madison "${wanted[@]%%=*}")
for one in "${wanted[@]}"; do
    version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
    [ -n "$version" ] || { echo "$one is not in the package lists"; exit 2; }
    packages+=("${one%%=*}=$version")
done
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
apt-get -o APT::Sandbox::User=root install -q -y --no-install-recommends "$@" >install.log 2>&1 || { tail -n 5 install.log >&2; exit 1; }
mkdir -p /run/samba && rm -f /run/samba/*.pid
samba-tool domain provision --targetdir=/lab/dc --realm=LAB.EXAMPLE --domain=LAB --server-role=dc --host-name=dc1 \
    --adminpass=Nobody-needs-it-1 >provision.log 2>&1 || { tail -n 5 provision.log >&2; exit 1; }
mkdir data
cat >slapd.conf <<C
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile /lab/slapd.pid
database mdb
suffix dc=lab,dc=example
rootdn cn=admin,dc=lab,dc=example
rootpw Nobody-needs-it-1
directory /lab/data
C
exec unshare --net /bin/bash serve.sh
I
cat >serve.sh <<'E'
set -eu
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x49))' # lo goes up
samba -F --no-process-group -M single -s dc/etc/smb.conf --option='server services=ldap' \
    --option='ldap server require strong auth=no' >samba.log 2>&1 & servers=$!
slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:26381 >slapd.log 2>&1 & servers+=" $!"
trap 'kill $servers' EXIT
for port in 389 26381; do for _ in $(seq 900); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; kill -0 $servers; sleep 0.2; done; done
printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\ndn: cn=Users,dc=lab,dc=example\nobjectClass: person\ncn: Users\nsn: x\n\n' |
    ldapadd -x -H ldap://127.0.0.1:26381 -D cn=admin,dc=lab,dc=example -w Nobody-needs-it-1 >/dev/null
for server in 'slapd 26381 cn=admin,dc=lab,dc=example inetOrgPerson' 'Samba 389 CN=Administrator,CN=Users,DC=lab,DC=example contact'; do
    set -- $server
    login="-x -H ldap://127.0.0.1:$2 -D $3 -w Nobody-needs-it-1"
    printf 'dn: CN=%s,CN=Users,DC=lab,DC=example\nobjectClass: %s\nsn: Lab\n%s\n' Anna "$4" '' \
        Berta "$4" $'manager: CN=Anna,CN=Users,DC=lab,DC=example\n' | ldapadd $login >/dev/null
    while read -r asked; do
        found=$(ldapsearch $login -LLL -b CN=Users,DC=lab,DC=example "(&(sn=Lab)(cn=Berta)$asked)" 1.1)
        echo "$1 $asked: $(grep -ci '^dn: cn=Berta' <<<"$found" || true)"
    done <<'F'
(manager=CN=Anna,CN=Users,DC=lab,DC=example)
(manager=CN=Anna*)
(manager=*CN=Users*)
(manager=*CN=Users,DC=lab,DC=example)
(manager=*DC=example)
(manager=CN=Anna,*)
(manager=*,DC=example)
(manager=*Anna*)
(manager=*Users*)
(!(manager=*Users*))
F
done
E
unshare --mount bash own.sh "${packages[@]}" >seen & pid=$!
wait "$pid" || { cat seen; exit 1; }
pid=
seen=$(cat seen)
printf '%s\n' "$seen"
expected=$(
    echo 'slapd (manager=CN=Anna,CN=Users,DC=lab,DC=example): 1'
    printf 'slapd (manager=%s): 0\n' 'CN=Anna*' '*CN=Users*' '*CN=Users,DC=lab,DC=example' '*DC=example' 'CN=Anna,*' '*,DC=example' '*Anna*' '*Users*'
    echo 'slapd (!(manager=*Users*)): 0'
    printf 'Samba (manager=%s): 1\n' CN=Anna,CN=Users,DC=lab,DC=example 'CN=Anna*' '*CN=Users*' '*CN=Users,DC=lab,DC=example' '*DC=example'
    printf 'Samba (manager=%s): 0\n' 'CN=Anna,*' '*,DC=example' '*Anna*' '*Users*'
    echo 'Samba (!(manager=*Users*)): 1'
)
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
