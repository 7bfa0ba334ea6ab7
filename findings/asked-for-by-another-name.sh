#!/usr/bin/env bash
# asked-for-by-another-name.sh : attributes asked for in capitals, by their other name and by number, at two servers.
#
# OpenLDAP slapd and ldapsearch 2.5.13, 389 Directory Server 2.3.1 (Debian 12); npm ldapts 9.2.0, ldapjs 3.0.7; PyPI ldap3 2.9.1.
# Seen on 2026-11-29.
#
# An application is told which attributes to use, and somebody writes `surname`, `userid` or TELEPHONENUMBER, which are good
# names for sn, uid and telephoneNumber (RFC 4519). One would guess that it works or not, whatever the server, as the server
# knows what is meant. What happens: both servers find the value, and 389 Directory Server gives it under the name that was asked
# for, slapd under its own. ldapts and ldapjs keep the server's spelling: `entry.TELEPHONENUMBER` and `entry.surname` are there
# with 389 and undefined with slapd. ldap3 forgives capitals, but not the other name: it has an empty list as `surname`, as if
# the person had none, beside the value as `sn`. A configuration that was good for years brings empty names after a move.
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
apt-get -o APT::Sandbox::User=root download -q "${packages[@]:1}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5
npm install --silent --no-audit --no-fund ldapts@9.2.0 ldapjs@3.0.7 >/dev/null 2>&1

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
printf '%s\n' '[general]' 'systemd = False' 'start = False' 'full_machine_name = localhost' 'strict_host_checking = False' '[slapd]' \
    'instance_name = lab' 'root_dn = cn=admin,dc=lab,dc=example' 'root_password = Nobody-needs-it-1' 'user = root' 'group = root' 'port = 26311' \
    'secure_port = 26312' 'self_sign_cert = False' '[backend-userroot]' 'suffix = dc=lab,dc=example' 'create_suffix_entry = True' >lab.inf
dscreate from-file lab.inf
touch ready
exec ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid -d 0
I
# dscreate starts and stops the server by systemctl(1), whatever it is told.
cat >systemctl <<'C'
#!/bin/sh
pid() { cat /run/dirsrv/slapd-lab.pid 2>/dev/null; }
case "$1" in
start) ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid
    until ldapsearch -x -H ldap://127.0.0.1:26311 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "$(pid)"; while kill -0 "$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
chmod +x systemctl
unshare --mount bash own.sh "${packages[0]}" "${packages[2]}" >389.log 2>&1 & pids+=($!)
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/cosine.schema
include $work/etc/ldap/schema/inetorgperson.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
rootdn cn=admin,dc=lab,dc=example
rootpw Nobody-needs-it-1
directory $work/data
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:26313 >slapd.log 2>&1 & pids+=($!)
admin='-x -D cn=admin,dc=lab,dc=example -w Nobody-needs-it-1'
until [ "$(usr/bin/ldapsearch $admin -LLL -H ldap://127.0.0.1:26311 -s base -b dc=lab,dc=example 1.1 2>/dev/null)" ] &&
    [ -e "/proc/${pids[0]}/root/lab/ready" ]; do kill -0 "${pids[0]}"; sleep 0.2; done
printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n' |
    usr/bin/ldapadd $admin -H ldap://127.0.0.1:26313 >/dev/null

cat >ask.cjs <<'J'
const ldapjs = require('ldapjs'), { Client } = require('ldapts')
const [url, ...attributes] = process.argv.slice(2), base = 'dc=lab,dc=example', login = ['cn=admin,' + base, 'Nobody-needs-it-1']
const said = values => values === undefined || !values.length ? 'nothing' : [values].flat().join(', ')
const viaJs = () => new Promise((done, failed) => {
  const client = ldapjs.createClient({ url })
  client.bind(...login, () => client.search(base, { scope: 'sub', filter: '(sn=Archer)', attributes }, (_, found) => {
    found.on('error', failed)
    found.on('searchEntry', entry => { client.unbind(); done(name => entry.attributes.find(one => one.type === name)?.values) })
  }))
})
;(async () => {
  const client = new Client({ url })
  await client.bind(...login)
  const entry = (await client.search(base, { scope: 'sub', filter: '(sn=Archer)', attributes })).searchEntries[0]
  await client.unbind()
  const js = await viaJs()
  for (const name of attributes) console.log(`  entry.${name}: ldapts ${said(entry[name])}, ldapjs ${said(js(name))}`)
})()
J
cat >ask.py <<'P'
import sys

import ldap3

connection = ldap3.Connection(ldap3.Server(sys.argv[1]), "cn=admin,dc=lab,dc=example", "Nobody-needs-it-1", auto_bind=True)
connection.search("dc=lab,dc=example", "(sn=Archer)", attributes=sys.argv[2:])
for name in sys.argv[2:]:
    print(f"  entry.{name}: ldap3", ", ".join(connection.response[0]["attributes"].get(name, [])) or "nothing")
P
asked='TELEPHONENUMBER surname userid'
seen=$(for port in 26313 26311; do
    printf 'dn: uid=aarcher,dc=lab,dc=example\nobjectClass: inetOrgPerson\ncn: Anna Archer\ngivenName: Anna\nsn: Archer\ntelephoneNumber: 1234\n\n' |
        usr/bin/ldapadd $admin -H ldap://127.0.0.1:$port >/dev/null
    [ $port = 26313 ] && echo slapd: || echo 389:
    usr/bin/ldapsearch $admin -LLL -H ldap://127.0.0.1:$port -b dc=lab,dc=example '(sn=Archer)' $asked | sed '/^dn/d; /^$/d; s/^/  /'
    node ask.cjs ldap://127.0.0.1:$port $asked
    venv/bin/python ask.py ldap://127.0.0.1:$port $asked
done)
printf '%s\n' "$seen"
expected='slapd:
  sn: Archer
  telephoneNumber: 1234
  uid: aarcher
  entry.TELEPHONENUMBER: ldapts nothing, ldapjs nothing
  entry.surname: ldapts nothing, ldapjs nothing
  entry.userid: ldapts nothing, ldapjs nothing
  entry.TELEPHONENUMBER: ldap3 1234
  entry.surname: ldap3 nothing
  entry.userid: ldap3 nothing
389:
  TELEPHONENUMBER: 1234
  surname: Archer
  userid: aarcher
  entry.TELEPHONENUMBER: ldapts 1234, ldapjs 1234
  entry.surname: ldapts Archer, ldapjs Archer
  entry.userid: ldapts aarcher, ldapjs aarcher
  entry.TELEPHONENUMBER: ldap3 1234
  entry.surname: ldap3 Archer
  entry.userid: ldap3 aarcher'
[ "$seen" = "$expected" ] || { tail -n 5 389.log; echo "this has changed" >&2; exit 1; }
