#!/usr/bin/env bash
# sorted-by-the-client.sh : six people sorted by surname and by number, by the client and not by the server, by five clients.
#
# OpenLDAP slapd and ldapsearch 2.5.13 (-S), Net::LDAP 0.68 of Perl, PEAR's Net_LDAP2 2.2.1 and Horde_Ldap 2.4.2 (PHP 8.2), ActiveLdap
# 6.0.3 (Ruby 3.1; Debian 12). Seen on 2026-11-30.
#
# Where a server does not sort, clients have a way of their own. One would guess that libraries for directories know that surnames have no
# capitals (RFC 4519), and that a list is sorted as a whole. What happens: to all but ldapsearch anders comes behind Evans. ldapsearch
# sorts what it has: by pages, page after page, so that the list begins anew at each, and with a limit those three that the server
# happened to send first, where ActiveLdap gives the first three of all. Numbers are text to ldapsearch and Net::LDAP (100 before 2) and
# numbers to PHP's two. Who has none comes first, and is an ArgumentError to ActiveLdap. Sorted by what was not asked for, ldapsearch
# gives them as they came and the two others by something else, without a word.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
cat >sort.pl <<'P'
use Net::LDAP;
my ($key, @asked) = @ARGV;
my $ldap = Net::LDAP->new('127.0.0.1');
print join(' ', map { $_->get_value('sn') } $ldap->search(base => 'dc=lab,dc=example', filter => '(sn=*)', attrs => \@asked)->sorted($key)), "\n";
P
cat >sort.php <<'P'
<?php
error_reporting(0);
[, $library, $key] = $argv;
spl_autoload_register(function ($class) {
    if (str_starts_with($class, 'Horde')) include '/usr/share/php/' . str_replace('_', '/', $class) . '.php';
});
require '/usr/share/php/Net/LDAP2.php';
$asked = ['attributes' => array_slice($argv, 3)];
try {
    if ($library == 'Horde') ($ldap = new Horde_Ldap(['hostspec' => '127.0.0.1', 'basedn' => 'dc=lab,dc=example']))->bind();
    else $ldap = Net_LDAP2::connect(['host' => '127.0.0.1', 'basedn' => 'dc=lab,dc=example']);
    $sorted = $ldap->search(null, '(sn=*)', $asked)->sorted([$key]);
    echo implode(' ', array_map(fn ($one) => $one->getValue('sn', 'single'), $sorted)), "\n";
} catch (Throwable $error) {
    echo get_class($error), "\n";
}
P
cat >sort.rb <<'P'
require 'active_ldap'
ActiveLdap::Base.setup_connection(host: '127.0.0.1', base: 'dc=lab,dc=example')
class Person < ActiveLdap::Base
  ldap_mapping dn_attribute: 'uid', prefix: '', classes: ['inetOrgPerson']
end
asked = { sort_by: ARGV[0] }
asked[:attributes] = ARGV[1..] if ARGV[1]
[asked, asked.merge(limit: 3)].each do |one|
  puts Person.find(:all, **one).map(&:sn).join(' ')
rescue ArgumentError => error
  puts error.class
end
P
sorted() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson
    {
        lab_entry lab
        while read -r name number; do
            printf 'dn: uid=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\ncn: %s\nsn: %s\n' "$name" "$name" "$name"
            printf '%s\n' ${number:+"employeeNumber: $number"} ''
        done <<<$'zed 9\narcher 10\nBaker\nDunn 100\nanders 2\nEvans 20'
    } | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:389
    local key asked=(-x -LLL -H ldap://127.0.0.1 -b 'dc=lab,dc=example')
    names() { sed -n 's/^sn: //p' | paste -sd' '; }
    for key in sn employeeNumber; do
        echo "$key, ldapsearch: $(ldapsearch "${asked[@]}" -S $key '(sn=*)' sn $key | names)"
        echo "$key, ldapsearch by pages of three: $(ldapsearch "${asked[@]}" -S $key -E pr=3/noprompt '(sn=*)' sn $key | names)"
        echo "$key, ldapsearch, the first three: $(ldapsearch "${asked[@]}" -S $key -z 3 '(sn=*)' sn $key 2>/dev/null | names)"
        echo "$key, Net::LDAP: $(perl "$work/sort.pl" $key sn $key)"
        echo "$key, Net_LDAP2: $(php "$work/sort.php" Net_LDAP2 $key sn $key)"
        echo "$key, Horde: $(php "$work/sort.php" Horde $key sn $key)"
        ruby "$work/sort.rb" $key | sed "1s/^/$key, ActiveLdap: /; 2s/^/$key, ActiveLdap, the first three: /"
    done
    echo "employeeNumber, not asked for, ldapsearch: $(ldapsearch "${asked[@]}" -S employeeNumber '(sn=*)' sn | names)"
    echo "employeeNumber, not asked for, Net::LDAP: $(perl "$work/sort.pl" employeeNumber sn)"
    echo "employeeNumber, not asked for, Net_LDAP2: $(php "$work/sort.php" Net_LDAP2 employeeNumber sn)"
}
own_system sorted "${slapd_packages[@]}" php8.2-cli=8.2. php-net-ldap2=2.2.1- php-horde-ldap=2.4.2- ruby-activeldap=6.0.3- libnet-ldap-perl=1:0.6800+ >seen
expect "$(cat seen)" 'sn, ldapsearch: anders archer Baker Dunn Evans zed
sn, ldapsearch by pages of three: archer Baker zed anders Dunn Evans
sn, ldapsearch, the first three: archer Baker zed
sn, Net::LDAP: Baker Dunn Evans anders archer zed
sn, Net_LDAP2: Baker Dunn Evans anders archer zed
sn, Horde: Baker Dunn Evans anders archer zed
sn, ActiveLdap: Baker Dunn Evans anders archer zed
sn, ActiveLdap, the first three: Baker Dunn Evans
employeeNumber, ldapsearch: Baker archer Dunn anders Evans zed
employeeNumber, ldapsearch by pages of three: Baker archer zed Dunn anders Evans
employeeNumber, ldapsearch, the first three: Baker archer zed
employeeNumber, Net::LDAP: Baker archer Dunn anders Evans zed
employeeNumber, Net_LDAP2: Baker anders zed archer Evans Dunn
employeeNumber, Horde: Baker anders zed archer Evans Dunn
employeeNumber, ActiveLdap: ArgumentError
employeeNumber, ActiveLdap, the first three: ArgumentError
employeeNumber, not asked for, ldapsearch: zed archer Baker Dunn anders Evans
employeeNumber, not asked for, Net::LDAP: Baker Dunn Evans anders archer zed
employeeNumber, not asked for, Net_LDAP2: Baker Dunn Evans anders archer zed'
