#!/usr/bin/env bash
# a-blank-lost-at-the-fold.sh : a person with a long address and a manager with a long name, written as LDIF (RFC 2849) by seven libraries.
#
# PEAR's Net_LDAP2 2.2.1 and Horde_Ldap 2.4.2 (PHP 8.2), ActiveLdap 6.0.3 and net-ldap 0.17.0 (Ruby 3.1), Net::LDAP 0.68 of Perl (its LDIF),
# python-ldap 3.4.3 (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A long line of LDIF is folded, anywhere, and a line that goes on begins with one blank which is no part of the value. A value that
# begins with a blank is written in base64. One would guess that libraries which write LDIF know at least how it is folded, or fold
# nothing. What happens: Net_LDAP2 and Horde_Ldap fold where there is a blank, if there is one near the end of the line, and take it
# for the one that stands for the fold: "Southern Region" is "SouthernRegion" to whoever reads the file, an address loses the blank
# before its town, and a manager or a member is somebody whom no directory has. Whether it happens depends on where in the line a blank
# stands, so short names are right, and some of the long ones. net-ldap writes a blank in front as it is, and it is gone.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
python_packages ldap3==2.9.1 pyasn1==0.6.5 pyasn1-modules==0.4.2
cat >values.json <<'J'
{"dn": "cn=Anna Archer,ou=Telephones and Presence of the Northern Region,ou=Berlin,dc=lab,dc=example", "cn": "Anna Archer", "sn": "Archer",
 "title": " Head", "manager": "cn=Berta Baker,ou=Telephones and Presence of the Southern Region,ou=Munich,dc=lab,dc=example",
 "objectClass": "inetOrgPerson", "postalAddress": "Lab$Room 12$Street of the Telephones and of those who speak on them 12$10115 Berlin"}
J
cat >write.py <<'P'
import json
import sys

import ldap3

sys.path.append("/usr/lib/python3/dist-packages")
import ldif  # noqa: E402

values = json.load(open("values.json"))
dn = values.pop("dn")
values = {name: [value.encode()] for name, value in values.items()}
with open("python-ldap.ldif", "w") as file:
    ldif.LDIFWriter(file).unparse(dn, values)
connection = ldap3.Connection(ldap3.Server("lab"), client_strategy=ldap3.MOCK_SYNC)
found = [{"type": "searchResEntry", "dn": dn, "raw_attributes": values, "attributes": {}}]
open("ldap3.ldif", "w").write(connection.response_to_ldif(found))
P
cat >write.pl <<'P'
use JSON::PP;
use Net::LDAP::Entry;
use Net::LDAP::LDIF;
my $values = decode_json(do { local (@ARGV, $/) = 'values.json'; <> });
my $ldif = Net::LDAP::LDIF->new('Net::LDAP.ldif', 'w', change => 0);
$ldif->write_entry(Net::LDAP::Entry->new(delete $values->{dn}, %$values));
$ldif->done;
P
cat >write.rb <<'P'
require 'json'
require 'net/ldap'
require 'active_ldap'
values = JSON.parse(File.read('values.json'))
dn = values.delete('dn')
entry = Net::LDAP::Entry.new(dn)
values.each { |name, value| entry[name] = value }
File.write('net-ldap.ldif', entry.to_ldif)
File.write('ActiveLdap.ldif', ActiveLdap::LDIF::Record.new(dn, values.transform_values { |value| [value] }).to_s)
P
cat >write.php <<'P'
<?php
error_reporting(0);
require '/usr/share/php/Net/LDAP2.php';
require_once '/usr/share/php/Net/LDAP2/LDIF.php';
require_once '/usr/share/php/Net/LDAP2/Entry.php';
spl_autoload_register(function ($class) {
    if (str_starts_with($class, 'Horde')) include '/usr/share/php/' . str_replace('_', '/', $class) . '.php';
});
$values = json_decode(file_get_contents('values.json'), true);
$dn = $values['dn'];
unset($values['dn']);
$ldif = new Net_LDAP2_LDIF('Net_LDAP2.ldif', 'w');
$ldif->write_entry(Net_LDAP2_Entry::createFresh($dn, $values));
$ldif->done();
$ldif = new Horde_Ldap_Ldif('Horde.ldif', 'w');
$ldif->writeEntry(Horde_Ldap_Entry::createFresh($dn, $values));
$ldif->done();
P
cat >read.py <<'P'
import json
import sys

sys.path.append("/usr/lib/python3/dist-packages")
import ldif  # noqa: E402

values = json.load(open("values.json"))
for library in sys.argv[1:]:
    with open(f"{library}.ldif") as file:
        reader = ldif.LDIFRecordList(file)
        reader.parse()
    dn, read = reader.all_records[0]
    read = {name.lower(): text[0].decode() for name, text in read.items()}
    lost = {name: read[name.lower()] for name, value in values.items() if name != "dn" and read[name.lower()] != value}
    if dn != values["dn"]:
        lost["dn"] = dn
    for name, value in lost.items():
        print(f"{library}, {name}: {value}")
    if not lost:
        print(f"{library}: all as it was")
P
write_and_read() {
    cd "$work"
    venv/bin/python write.py && perl write.pl && ruby write.rb && php write.php
    venv/bin/python read.py python-ldap ldap3 Net::LDAP net-ldap ActiveLdap Net_LDAP2 Horde
}
own_system write_and_read php8.2-cli=8.2. php-net-ldap2=2.2.1- php-horde-ldap=2.4.2- ruby-activeldap=6.0.3- \
    ruby-net-ldap=0.17.0- libnet-ldap-perl=1:0.6800+ python3-ldap=3.4.3- >seen
expect "$(cat seen)" 'python-ldap: all as it was
ldap3: all as it was
Net::LDAP: all as it was
net-ldap, title: Head
ActiveLdap: all as it was
Net_LDAP2, manager: cn=Berta Baker,ou=Telephones and Presence of the SouthernRegion,ou=Munich,dc=lab,dc=example
Net_LDAP2, postalAddress: Lab$Room 12$Street of the Telephones and of those who speak on them 12$10115Berlin
Horde, manager: cn=Berta Baker,ou=Telephones and Presence of the SouthernRegion,ou=Munich,dc=lab,dc=example
Horde, postalAddress: Lab$Room 12$Street of the Telephones and of those who speak on them 12$10115Berlin'
