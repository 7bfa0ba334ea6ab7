#!/usr/bin/env bash
# a-password-to-be-changed.sh : a login with the right password, which the administrator has set and the person must change.
#
# OpenLDAP slapd (overlay ppolicy) 2.5.13, 389 Directory Server 2.3.1 (Debian 12); PyPI ldap3 2.9.1; npm ldapts
# 9.2.0. Seen on 2026-11-29.
#
# After a reset by the administrator the password has to be changed first. One would guess that the login is then refused, as
# Active Directory does it (invalidCredentials, data 773), or goes through as always. What happens: both servers accept the
# bind, and nothing after it: slapd answers each search with insufficientAccessRights, 389 Directory Server with
# unwillingToPerform and not a word, for the root DSE too. slapd says why in its text; 389 adds a control of its own
# to the answer to the bind (2.16.840.1.113730.3.4.4), which ldap3 shows and no one reads. So an application that tests a
# password by a bind lets the person in, and one that searches with this account seems to lack rights; whoever then looks
# for the access rule that is missing finds none.
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
npm install --silent --no-audit --no-fund ldapts@9.2.0 >/dev/null 2>&1

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
    'instance_name = lab' 'root_dn = cn=admin,dc=lab,dc=example' 'root_password = Nobody-needs-it-1' 'user = root' 'group = root' 'port = 26321' \
    'secure_port = 26322' 'self_sign_cert = False' '[backend-userroot]' 'suffix = dc=lab,dc=example' 'create_suffix_entry = True' >lab.inf
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
    until ldapsearch -x -H ldap://127.0.0.1:26321 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
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
moduleload ppolicy
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
rootdn cn=admin,dc=lab,dc=example
rootpw Nobody-needs-it-1
directory $work/data
overlay ppolicy
ppolicy_default cn=policy,dc=lab,dc=example
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:26323 >slapd.log 2>&1 & pids+=($!)
admin='-x -D cn=admin,dc=lab,dc=example -w Nobody-needs-it-1'
until [ "$(usr/bin/ldapsearch $admin -LLL -H ldap://127.0.0.1:26321 -s base -b dc=lab,dc=example 1.1 2>/dev/null)" ] &&
    [ -e "/proc/${pids[0]}/root/lab/ready" ]; do kill -0 "${pids[0]}"; sleep 0.2; done
printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n' |
    usr/bin/ldapadd $admin -H ldap://127.0.0.1:26323 >/dev/null

printf 'dn: cn=policy,dc=lab,dc=example\nobjectClass: device\nobjectClass: pwdPolicy\npwdAttribute: userPassword\npwdMustChange: TRUE\n' |
    usr/bin/ldapadd $admin -H ldap://127.0.0.1:26323 >/dev/null
printf 'dn: cn=config\nchangetype: modify\nreplace: passwordMustChange\npasswordMustChange: on\n' |
    usr/bin/ldapmodify $admin -H ldap://127.0.0.1:26321 >/dev/null
cat >ask.py <<'P'
import sys

import ldap3

for port, name in ((26323, "slapd"), (26321, "389")):
    admin = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}"), "cn=admin,dc=lab,dc=example", "Nobody-needs-it-1", auto_bind=True)
    values = {"cn": "Anna", "sn": "Archer", "userPassword": "Set-by-admin-1"}
    assert admin.add("uid=anna,dc=lab,dc=example", "inetOrgPerson", values), admin.result
    if name == "slapd":
        assert admin.modify("uid=anna,dc=lab,dc=example", {"pwdReset": [(ldap3.MODIFY_REPLACE, ["TRUE"])]}), admin.result
    anna = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}", get_info=ldap3.NONE), "uid=anna,dc=lab,dc=example", "Set-by-admin-1")
    print(f"{name}: bind {anna.bind()}, {anna.result['description']},", "a control" if anna.result.get("controls") else "no control")
    for asked, base in (("her own entry", anna.user), ("root DSE", "")):
        anna.search(base, "(objectClass=*)", ldap3.BASE)
        print(f"{name}: {asked}: {anna.result['description']} {anna.result['message']!r}")
P
cat >ask.cjs <<'J'
const { Client } = require('ldapts')
;(async () => {
  for (const [port, name] of [[26323, 'slapd'], [26321, '389']]) {
    const client = new Client({ url: 'ldap://127.0.0.1:' + port }), said = []
    await client.bind('uid=anna,dc=lab,dc=example', 'Set-by-admin-1').then(() => said.push('bind good'), refused => said.push('bind ' + refused.name))
    await client.search('dc=lab,dc=example', { filter: '(sn=Archer)' }).then(() => said.push('search good'), refused => said.push('search ' + refused.name))
    console.log(`${name}: ldapts: ${said.join(', ')}`)
    await client.unbind()
  }
})()
J
seen=$(
    venv/bin/python ask.py
    node ask.cjs
)
printf '%s\n' "$seen"
expected="slapd: bind True, success, no control
slapd: her own entry: insufficientAccessRights 'Operations are restricted to bind/unbind/abandon/StartTLS/modify password'
slapd: root DSE: success ''
389: bind True, success, a control
389: her own entry: unwillingToPerform ''
389: root DSE: unwillingToPerform ''
slapd: ldapts: bind good, search InsufficientAccessError
389: ldapts: bind good, search UnwillingToPerformError"
[ "$seen" = "$expected" ] || { tail -n 5 389.log; echo "this has changed" >&2; exit 1; }
