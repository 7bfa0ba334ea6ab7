#!/usr/bin/env bash
# changes-that-are-no-changes.sh : five changes as LDIF has them (RFC 2849), read by five readers.
#
# OpenLDAP's ldapmodify 2.5.13 (-n), python-ldap 3.4.3 (its module ldif), Net::LDAP::LDIF 0.27 of Perl's Net::LDAP 0.68 (Debian
# 12); PyPI ldif 4.3.0; npm ldif 0.5.1. Seen on 2026-11-30.
#
# LDIF is for entries and for changes. One would guess that a reader which has a way to read changes reads the four kinds that there
# are, and that one which has none says so. What happens: python-ldap reads the modifications and leaves out, in silence, who was
# added, renamed and deleted; asked for entries it takes each change for one, with an attribute `changetype`. So does PyPI's ldif with
# who is added, and ends at the first modification. Where a renaming is called `moddn`, the other word that RFC 2849 has for it,
# python-ldap ends in an error that it has for no other change. So a program that plays changes again may be right on the file it
# was tried with, and do half of the next one. ldapmodify, Net::LDAP and npm's ldif read all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" python3-ldap=3.4.3- "${perl_ldap_packages[@]}"
needs slapd ldapmodify
python_packages ldif==4.3.0
node_packages ldif@0.5.1
cat >changes <<'T'
version: 1

dn: cn=Anna,dc=lab,dc=example
changetype: add
objectClass: person
sn: Archer

dn: cn=Anna,dc=lab,dc=example
changetype: modify
add: telephoneNumber
telephoneNumber: 1000
-
delete: description
-

dn: cn=Anna,dc=lab,dc=example
changetype: modrdn
newrdn: cn=Anne
deleteoldrdn: 1
newsuperior: ou=Staff,dc=lab,dc=example

dn: cn=Berta,dc=lab,dc=example
changetype: delete

dn: cn=Dora,dc=lab,dc=example
changetype: modify
replace: telephoneNumber
telephoneNumber: 1001
-

T
sed s/modrdn/moddn/ changes >'changes, moddn'
# For ldapmodify, which wants a server even where it changes nothing.
slapd_database dc=lab,dc=example | slapd_conf slapd core
slapd_start slapd ldap://127.0.0.1:29772
cat >read.py <<'P'
import sys

import ldif

WAYS = {"python-ldap, changes": lambda file: by_python_ldap(file, "parse_change_records"),
        "python-ldap, entries": lambda file: by_python_ldap(file, "parse_entry_records"),
        "ldif of PyPI": lambda file: (kind(entry) for dn, entry in ldif.LDIFParser(file).parse() if dn)}


def kind(entry):
    return " ".join(["entry", *(f"changetype={value}" for value in entry.get("changetype", ()))])


def by_python_ldap(file, way):
    read = ldif.LDIFRecordList(file)
    getattr(read, way)()
    yield from ("modify" for _ in read.all_modify_changes)
    yield from (kind({name: [value.decode() for value in values if value] for name, values in entry.items()}) for _, entry in read.all_records)


for name in sys.argv[2:]:
    for way in WAYS:
        if way.startswith(sys.argv[1]):
            kinds = []
            try:
                for one in WAYS[way](open(name, "rb")):
                    kinds.append(one)
            except ValueError:
                kinds.append("error")
            print(f"{name}, {way}:", ", ".join(kinds))
P
cat >read.pl <<'P'
use Net::LDAP::LDIF;
for my $name (@ARGV) {
    my ($file, @kinds) = Net::LDAP::LDIF->new($name, 'r', onerror => undef);
    while (!$file->eof && !$file->error) {
        my $entry = $file->read_entry or next;
        push @kinds, $entry->changetype;
    }
    print "$name, Net::LDAP: ", join(', ', @kinds, $file->error ? 'error' : ()), "\n";
}
P
cat >read.cjs <<'J'
const ldif = require('ldif'), { readFileSync } = require('fs')
for (const name of process.argv.slice(2)) {
  let kinds = ['error']
  try { kinds = ldif.parse(readFileSync(name, 'utf8')).entries.map(one => one.type) } catch {}
  console.log(`${name}, ldif of npm: ${kinds.join(', ')}`)
}
J
{
    for name in changes 'changes, moddn'; do
        echo "$name, ldapmodify:" "$(ldapmodify -n -v -x -H ldap://127.0.0.1:29772 -f "$name" 2>/dev/null |
            grep -oE '^!(adding|modifying rdn|modifying|deleting)' | paste -sd, | sed 's/!//g; s/,/, /g')"
        unpacked_perl read.pl "$name"
        node read.cjs "$name"
        PYTHONPATH=usr/lib/python3/dist-packages /usr/bin/python3 read.py python-ldap "$name"
        venv/bin/python read.py ldif "$name"
    done
} >seen
expect "$(cat seen)" 'changes, ldapmodify: adding, modifying, modifying rdn, deleting, modifying
changes, Net::LDAP: add, modify, modrdn, delete, modify
changes, ldif of npm: add, modify, modrdn, delete, modify
changes, python-ldap, changes: modify, modify
changes, python-ldap, entries: entry changetype=add, entry changetype=modify, entry changetype=modrdn, entry changetype=delete, entry changetype=modify
changes, ldif of PyPI: entry changetype=add, error
changes, moddn, ldapmodify: adding, modifying, modifying rdn, deleting, modifying
changes, moddn, Net::LDAP: add, modify, moddn, delete, modify
changes, moddn, ldif of npm: add, modify, moddn, delete, modify
changes, moddn, python-ldap, changes: error
changes, moddn, python-ldap, entries: entry changetype=add, entry changetype=modify, entry changetype=moddn, entry changetype=delete, entry changetype=modify
changes, moddn, ldif of PyPI: entry changetype=add, error'
