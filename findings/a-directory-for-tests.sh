#!/usr/bin/env bash
# a-directory-for-tests.sh : the same filters for a real directory and for stand-ins, with which programs are tested, in three languages.
#
# OpenLDAP slapd and ldapsearch 2.5.13, Test::Net::LDAP 0.07 of Perl (Debian 12); PyPI ldap3 2.9.1 (MOCK_SYNC); npm @ldapjs/filter
# 2.1.1, whose filters match entries, as in a server made with ldapjs 3. Seen on 2026-11-30.
#
# Programs that search a directory are often tested without one. Stand-ins have no schema, so one would guess that they know no
# other name of an attribute and no blanks that do not count, but put "and", "or" and "not" together as a directory does. What
# happens: the first is so. But to ldap3 "neither of the two", `(!(|(cn=anna)(cn=berta)))`, is everybody, those two as well, while
# the same as two negations is right; so a test passes with a filter by which nobody is left out. ldapjs compares letters as they
# are written, so a negation of another spelling lets everybody in too. "At least" is a number to all of them, or text, where
# slapd has no order for the attribute and finds nobody.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" "${perl_ldap_packages[@]}" libtest-net-ldap-perl=0.07-
needs slapd ldapsearch
python_packages ldap3==2.9.1
node_packages @ldapjs/filter@2.1.1
cat >people.ldif <<'L'
dn: cn=Anna,dc=lab,dc=example
objectClass: inetOrgPerson
cn: Anna
sn: Archer
telephoneNumber: +49 30 1
manager: cn=Berta,dc=lab,dc=example

dn: cn=Berta,dc=lab,dc=example
objectClass: inetOrgPerson
cn: Berta
sn: Baker
telephoneNumber: +49 30 2
employeeNumber: 12

dn: cn=Carla,dc=lab,dc=example
objectClass: inetOrgPerson
cn: Carla
sn: Cook
employeeNumber: 7

L
cat >filters <<'T'
(cn=ANNA)
(SN=archer)
(surname=Archer)
(cn=a*)
(sn=*OO*)
(telephoneNumber=+49301)
(manager=CN=Berta, DC=lab, DC=example)
(!(telephoneNumber=*))
(!(manager=cn=Carla,dc=lab,dc=example))
(&(!(cn=anna))(!(cn=berta)))
(|(cn=anna)(!(sn=baker)))
(!(|(cn=anna)(cn=berta)))
(&(sn=*)(!(sn=Baker)))
(&(sn=*)(!(&(sn=Baker)(cn=Berta))))
(employeeNumber>=2)
(objectClass=person)
(sn:caseIgnoreMatch:=archer)
T
slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson
{ lab_entry lab; cat people.ldif; } | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29710
cat >by_ldap3.py <<'P'
import ldap3

connection = ldap3.Connection(ldap3.Server("none"), client_strategy=ldap3.MOCK_SYNC)
for block in open("people.ldif").read().strip().split("\n\n"):
    (_, dn), *pairs = (line.split(": ", 1) for line in block.split("\n"))
    connection.strategy.add_entry(dn, dict(pairs))
connection.bind()
for one in open("filters").read().splitlines():
    connection.search("dc=lab,dc=example", one, attributes=["cn"])
    print("ldap3", one, ", ".join(sorted(entry["attributes"]["cn"][0] for entry in connection.response)) or "nobody", sep="\t")
P
cat >by_perl.pl <<'P'
use Test::Net::LDAP::Mock;
use Net::LDAP::LDIF;
my $directory = Test::Net::LDAP::Mock->new('localhost');
my $people = Net::LDAP::LDIF->new('people.ldif', 'r');
while (defined(my $entry = $people->read_entry)) { $directory->add($entry); }
open my $filters, 'filters';
while (<$filters>) {
    chomp;
    my $found = $directory->search(base => 'dc=lab,dc=example', filter => $_);
    print join("\t", 'Perl', $_, $found->code ? $found->error : join(', ', sort map { $_->get_value('cn') } $found->entries) || 'nobody'), "\n";
}
P
cat >by_ldapjs.cjs <<'J'
const { parseString } = require('@ldapjs/filter'), fs = require('fs')
const people = fs.readFileSync('people.ldif', 'utf8').trim().split('\n\n').map(block => {
  const values = {}
  for (const line of block.split('\n').slice(1)) (values[line.split(': ')[0]] ??= []).push(line.replace(/^.*?: /, ''))
  return values
})
const found = text => {
  try {
    return people.filter(one => parseString(text).matches(one)).map(one => one.cn[0]).join(', ') || 'nobody'
  } catch (error) { return `error ${error.message}` }
}
for (const text of fs.readFileSync('filters', 'utf8').trim().split('\n')) console.log(`ldapjs\t${text}\t${found(text)}`)
J
while read -r filter; do
    names=$(ldapsearch -x -LLL -H ldap://127.0.0.1:29710 -b dc=lab,dc=example "$filter" cn | sed -n 's/^cn: //p' | sort | paste -sd, | sed 's/,/, /g')
    printf 'slapd\t%s\t%s\n' "$filter" "${names:-nobody}"
done <filters >readings
{
    venv/bin/python by_ldap3.py
    unpacked_perl by_perl.pl
    node by_ldapjs.cjs
} >>readings
seen=$(alike filters readings)
expect "$seen" '(cn=ANNA) = Anna: slapd, ldap3, Perl
(cn=ANNA) = nobody: ldapjs
(SN=archer) = Anna: slapd, ldap3, Perl
(SN=archer) = nobody: ldapjs
(surname=Archer) = Anna: slapd
(surname=Archer) = nobody: ldap3, Perl, ldapjs
(cn=a*) = Anna: slapd, ldap3, Perl
(cn=a*) = nobody: ldapjs
(sn=*OO*) = Carla: slapd, ldap3, Perl
(sn=*OO*) = nobody: ldapjs
(telephoneNumber=+49301) = Anna: slapd
(telephoneNumber=+49301) = nobody: ldap3, Perl, ldapjs
(manager=CN=Berta, DC=lab, DC=example) = Anna: slapd
(manager=CN=Berta, DC=lab, DC=example) = nobody: ldap3, Perl, ldapjs
(!(telephoneNumber=*)) = Carla: slapd, ldap3, Perl, ldapjs
(!(manager=cn=Carla,dc=lab,dc=example)) = Anna, Berta, Carla: slapd, ldap3, Perl, ldapjs
(&(!(cn=anna))(!(cn=berta))) = Carla: slapd, ldap3, Perl
(&(!(cn=anna))(!(cn=berta))) = Anna, Berta, Carla: ldapjs
(|(cn=anna)(!(sn=baker))) = Anna, Carla: slapd, ldap3, Perl
(|(cn=anna)(!(sn=baker))) = Anna, Berta, Carla: ldapjs
(!(|(cn=anna)(cn=berta))) = Carla: slapd, Perl
(!(|(cn=anna)(cn=berta))) = Anna, Berta, Carla: ldap3, ldapjs
(&(sn=*)(!(sn=Baker))) = Anna, Carla: slapd, ldap3, Perl, ldapjs
(&(sn=*)(!(&(sn=Baker)(cn=Berta)))) = Anna, Carla: slapd, ldap3, Perl, ldapjs
(employeeNumber>=2) = nobody: slapd
(employeeNumber>=2) = Berta, Carla: ldap3, Perl
(employeeNumber>=2) = Carla: ldapjs
(objectClass=person) = Anna, Berta, Carla: slapd
(objectClass=person) = nobody: ldap3, Perl, ldapjs
(sn:caseIgnoreMatch:=archer) = Anna: slapd, Perl
(sn:caseIgnoreMatch:=archer) = nobody: ldap3
(sn:caseIgnoreMatch:=archer) = error not implemented: ldapjs'
