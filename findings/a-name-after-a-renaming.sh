#!/usr/bin/env bash
# a-name-after-a-renaming.sh : a person is renamed, to names as the server itself writes them, by four libraries.
#
# npm ldapts 9.2.0, ldapjs 3.0.7 and ldapjs-client 0.1.7; PyPI ldap3 2.9.1; OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# The new name is given as text, in which a backslash makes the next sign, or two digits in hex, a part of the name (RFC 4514 section 3).
# One would guess that a library passes it on, or reads and writes it rightly, and that a name which it does not understand is an error.
# What happens: ldapjs-client takes one sign behind the backslash, so that "Archer\2C Anna", as slapd writes it, makes her "Archer2C Anna".
# ldapjs makes "R" of "R\+D", though not of "R\2BD", and refuses a backslash. The result is success, and the entry has the wrong name. With
# a place to move to, ldapjs-client ends in a TypeError, while ldap3 wants that place apart. ldapts is right in all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapmodify
node_packages ldapts@9.2.0 ldapjs@3.0.7 ldapjs-client@0.1.7
python_packages ldap3==2.9.1 pyasn1==0.6.5
slapd_database dc=lab,dc=example secret-of-lab | slapd_conf slapd core cosine inetorgperson
{ lab_entry lab; printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' Staff Paris; } | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27291
cat >rename.cjs <<'J'
const { Client } = require('ldapts'), ldapjs = require('ldapjs'), Other = require('ldapjs-client')
const [library, name] = process.argv.slice(2), url = 'ldap://127.0.0.1:27291', old = 'cn=Anna,ou=Staff,dc=lab,dc=example'
const login = ['cn=admin,dc=lab,dc=example', 'secret-of-lab']
const done = error => { console.log(error ? error.name : 'success'); process.exit() }
const byPromise = async client => { await client.bind(...login); await client.modifyDN(old, name) }
if (library === 'ldapts') byPromise(new Client({ url })).then(() => done(), done)
if (library === 'ldapjs-client') byPromise(new Other({ url })).then(() => done(), done)
if (library === 'ldapjs') {
  const client = ldapjs.createClient({ url })
  client.bind(...login, () => { try { client.modifyDN(old, name, done) } catch (error) { done(error) } })
}
J
cat >rename.py <<'P'
import sys

from ldap3 import NONE, Connection, Server
connection = Connection(Server("ldap://127.0.0.1:27291", get_info=NONE), "cn=admin,dc=lab,dc=example", "secret-of-lab", auto_bind=True)
try:
    connection.modify_dn("cn=Anna,ou=Staff,dc=lab,dc=example", sys.argv[1])
    print(connection.result["description"])
except Exception as error:
    print(type(error).__name__)
P
admin=(-x -H ldap://127.0.0.1:27291 -D 'cn=admin,dc=lab,dc=example' -w secret-of-lab)
people() { ldapsearch -x -LLL -o ldif-wrap=no -H ldap://127.0.0.1:27291 -b dc=lab,dc=example '(sn=Lab)' "$1" | sed -n "s/^$1: //p"; }
while read -r name; do
    for library in ldapts ldapjs ldapjs-client ldap3; do
        printf 'dn: cn=Anna,ou=Staff,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\nuid: a1\n' | ldapadd "${admin[@]}" >>changed
        if [ $library = ldap3 ]; then said=$(venv/bin/python rename.py "$name"); else said=$(node rename.cjs $library "$name"); fi
        place=$(people dn | sed 's/.*ou=\([^,]*\).*/\1/')
        printf '%s\t%s\t%s, [%s] in %s\n' "$library" "$name" "$said" "$(people cn)" "$place" >>readings
        ldapdelete "${admin[@]}" "$(people dn)"
    done
done <<'N'
cn=Anna Archer
cn=Archer\, Anna
cn=Archer\2C Anna
cn=R\+D
cn=R\2BD
cn=CORP\5Canna
cn=Anna+uid=a1
cn=Anna,ou=Paris,dc=lab,dc=example
N
cut -f2 readings | uniq >names
seen=$(alike names readings)
expect "$seen" 'cn=Anna Archer = success, [Anna Archer] in Staff: ldapts, ldapjs, ldapjs-client, ldap3
cn=Archer\, Anna = success, [Archer, Anna] in Staff: ldapts, ldapjs, ldapjs-client, ldap3
cn=Archer\2C Anna = success, [Archer, Anna] in Staff: ldapts, ldapjs, ldap3
cn=Archer\2C Anna = success, [Archer2C Anna] in Staff: ldapjs-client
cn=R\+D = success, [R+D] in Staff: ldapts, ldapjs-client, ldap3
cn=R\+D = success, [R] in Staff: ldapjs
cn=R\2BD = success, [R+D] in Staff: ldapts, ldapjs, ldap3
cn=R\2BD = success, [R2BD] in Staff: ldapjs-client
cn=CORP\5Canna = success, [CORP\anna] in Staff: ldapts, ldap3
cn=CORP\5Canna = InvalidDnSyntaxError, [Anna] in Staff: ldapjs
cn=CORP\5Canna = success, [CORP5Canna] in Staff: ldapjs-client
cn=Anna+uid=a1 = success, [Anna] in Staff: ldapts, ldapjs, ldapjs-client, ldap3
cn=Anna,ou=Paris,dc=lab,dc=example = success, [Anna] in Paris: ldapts, ldapjs
cn=Anna,ou=Paris,dc=lab,dc=example = TypeError, [Anna] in Staff: ldapjs-client
cn=Anna,ou=Paris,dc=lab,dc=example = invalidDNSyntax, [Anna] in Staff: ldap3'
