#!/usr/bin/env bash
# lines-left-out-of-an-export.sh : a person in LDIF (RFC 2849), written in seven valid ways, read by five readers in PHP, Ruby, Perl and C.
#
# PEAR's Net_LDAP2 2.2.1 and Horde_Ldap 2.4.2 (PHP 8.2), ActiveLdap 6.0.3 (Ruby 3.1), Mozilla's PerLDAP 1.5.3 (Mozilla::LDAP::LDIF), abook
# 0.6.1, an address book (Debian 12). Seen on 2026-11-30.
#
# A file may say at its top which version of LDIF it is, and should; a blank behind the colon may be there; a value may be empty, and a
# name may have an option. One would guess that readers made for it agree on that much, or say what they do not take. What happens:
# ActiveLdap refuses a file without the version, as `ldapsearch -LLL` writes it, and to PerLDAP the version is a person, or an
# attribute of the first. So no file is right for both. Net_LDAP2 leaves a line out in silence where there is no blank behind the
# colon, no value, or an option, so that the number is gone and the person is there; Horde, which comes from it, refuses the file for
# each of these. abook takes the first of two numbers. ActiveLdap makes a map of a value with an option, as text it is the map's.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
mkdir files
person() { printf '%s\n' 'version: 1' 'dn: cn=Anna Archer,dc=lab' 'objectClass: inetOrgPerson' 'cn: Anna Archer' 'sn: Archer' "$@" >"files/$name"; }
while IFS=';' read -r name line more; do
    person 'telephoneNumber: 1203' ${line:+"$line"} ${more:+"$more"}
done <<'L'
the version above the name
a number without a blank;mobile:0171
an empty value;description:
two numbers;telephoneNumber: 1204
L
name='the version, a blank line' person 'telephoneNumber: 1203'
name='no version (ldapsearch -LLL)' person 'telephoneNumber: 1203'
sed -i '1s/$/\n/' 'files/the version, a blank line'
sed -i 1d 'files/no version (ldapsearch -LLL)'
name='a number with an option' person 'telephoneNumber: 1203' 'mobile;x-private: 0171'
name='names in capitals' person 'TELEPHONENUMBER: 1203'
cat >read.php <<'P'
<?php
error_reporting(0);
require '/usr/share/php/Net/LDAP2.php';
require_once '/usr/share/php/Net/LDAP2/LDIF.php';
spl_autoload_register(function ($class) {
    if (str_starts_with($class, 'Horde')) include '/usr/share/php/' . str_replace('_', '/', $class) . '.php';
});
function show($reader, $file, $person) {
    $shown = [];
    foreach ($person as $name => $values) $shown[] = strtolower($name) . '=' . implode('|', (array) $values);
    sort($shown);
    echo "$reader\t$file\t", implode(' ', preg_grep('/^(objectclass|cn|sn=Archer)/', $shown, PREG_GREP_INVERT)) ?: 'refused', "\n";
}
foreach (array_slice($argv, 1) as $file) {
    $found = (new Net_LDAP2_LDIF($file, 'r', ['onerror' => 'undef']))->read_entry();
    show('Net_LDAP2', $file, PEAR::isError($found) ? [] : $found->getValues());
    try {
        $person = (new Horde_Ldap_Ldif($file, 'r'))->readEntry()->getValues();
    } catch (Exception $refused) {
        $person = [];
    }
    show('Horde', $file, $person);
}
P
cat >read.rb <<'P'
require 'active_ldap'
ARGV.each do |file|
  person = ActiveLdap::LDIF.parse(File.read(file)).first.attributes.map { |name, values| "#{name.downcase}=#{values.join('|')}" }
  puts "ActiveLdap\t#{file}\t#{person.sort.grep_v(/^(objectclass|cn|sn=Archer)/).join(' ')}"
rescue ActiveLdap::LdifInvalid
  puts "ActiveLdap\t#{file}\trefused"
end
P
cat >read.pl <<'P'
use Mozilla::LDAP::LDIF;
for my $file (@ARGV) {
    open my $handle, '<', $file;
    my $ldif = Mozilla::LDAP::LDIF->new($handle);
    my $person = readOneEntry $ldif;
    my @shown = map { lc($_) . '=' . join '|', @{$person->{$_}} } grep { !/^(dn|_.*)$/ } keys %$person;
    print "PerLDAP\t$file\t", join(' ', grep { !/^(objectclass|cn|sn=Archer)/ } sort @shown), "\n";
}
P
read_all() {
    cd "$work/files"
    php ../read.php ./* && ruby ../read.rb ./* && perl ../read.pl ./*
    for one in ./*; do
        abook --convert --informat ldif --infile "$one" --outformat vcard | tr -d '\r' |
            sed -n 's/^TEL;WORK:/telephonenumber=/p; s/^TEL;CELL:/mobile=/p; s/^NOTE:/description=/p' | sort >shown
        printf 'abook\t%s\t%s\n' "$one" "$(paste -sd' ' shown)"
        rm shown
    done
}
own_system read_all php8.2-cli=8.2. php-net-ldap2=2.2.1- php-horde-ldap=2.4.2- ruby-activeldap=6.0.3- libmozilla-ldap-perl=1.5.3- abook=0.6.1- |
    sed 's,\t\./,\t,' >readings
(cd files && printf '%s\n' *) >asked
seen=$(alike asked readings)
expect "$seen" 'a number with an option = telephonenumber=1203: Net_LDAP2, abook
a number with an option = refused: Horde
a number with an option = mobile={"x-private"=>["0171"]} telephonenumber=1203: ActiveLdap
a number with an option = mobile;x-private=0171 telephonenumber=1203 version=1: PerLDAP
a number without a blank = telephonenumber=1203: Net_LDAP2
a number without a blank = refused: Horde
a number without a blank = mobile=0171 telephonenumber=1203: ActiveLdap, abook
a number without a blank = mobile=0171 telephonenumber=1203 version=1: PerLDAP
an empty value = telephonenumber=1203: Net_LDAP2, abook
an empty value = refused: Horde
an empty value = description= telephonenumber=1203: ActiveLdap
an empty value = description= telephonenumber=1203 version=1: PerLDAP
names in capitals = telephonenumber=1203: Net_LDAP2, Horde, ActiveLdap, abook
names in capitals = telephonenumber=1203 version=1: PerLDAP
no version (ldapsearch -LLL) = telephonenumber=1203: Net_LDAP2, Horde, PerLDAP, abook
no version (ldapsearch -LLL) = refused: ActiveLdap
the version above the name = telephonenumber=1203: Net_LDAP2, Horde, ActiveLdap, abook
the version above the name = telephonenumber=1203 version=1: PerLDAP
the version, a blank line = telephonenumber=1203: Net_LDAP2, Horde, ActiveLdap, abook
the version, a blank line = version=1: PerLDAP
two numbers = telephonenumber=1203|1204: Net_LDAP2, Horde, ActiveLdap
two numbers = telephonenumber=1203|1204 version=1: PerLDAP
two numbers = telephonenumber=1203: abook'
