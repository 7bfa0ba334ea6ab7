#!/usr/bin/env bash
# one-attribute-two-spellings.sh : entries in LDIF (RFC 2849), written in less usual ways, by six readers and slapadd.
#
# OpenLDAP's slapadd and slapcat 2.5.13, python-ldap 3.4.3 (its module ldif), Net::LDAP::LDIF 0.27 of Perl's Net::LDAP 0.68, net-ldap
# 0.17.0 (Net::LDAP::Dataset) and Ruby/LDAP 0.9.20 (LDAP::LDIF) on Ruby 3.1 (Debian 12); PyPI ldif 4.3.0; npm ldif 0.5.1. Seen on
# 2026-11-30.
#
# Names of attributes have no capitals, blanks behind the colon are no part of a value, blanks at its end are, and an attribute may be
# named by its number (sections 2 and 4). One would guess that readers made for LDIF keep to that, which is most of what there is
# to it. What happens: `sn` and `SN` are one attribute with two values to slapadd, Perl and both of Ruby, and two attributes to the
# three others, so that who looks for sn has half. Ruby/LDAP has the blanks before a surname as a part of it, PyPI's ldif takes
# those at an end away, and Perl calls a number an illegal line. Where a name stands twice, as in two exports put together, slapadd
# refuses the file, most have two entries, and net-ldap keeps the last, in the place of the first.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" python3-ldap=3.4.3- libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33- ruby-net-ldap=0.17.0- ruby-ldap=0.9.20- \
    {libruby3.1,ruby3.1}=3.1.
needs slapd
python_packages ldif==4.3.0
node_packages ldif@0.5.1
cat >ways <<'T'
sn: Archer\nSN: Baker
sn:   Archer
sn: Archer\ntitle: desk\040\040
2.5.4.4: Archer
sn: Archer\n\ndn: cn=Berta,dc=lab,dc=example\nobjectClass: person\nsn: Baker\n\ndn: cn=Anna,dc=lab,dc=example\nobjectClass: person\nsn: Cook
T
number=0
while IFS= read -r way; do
    number=$((number + 1))
    printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: %s\n%b\n' "$([[ $way == *title* ]] && echo organizationalPerson || echo person)" "$way" >$number.ldif
done <ways
cat >read.py <<'P'
import sys

reader = sys.argv[1]
import ldif  # noqa: E402

for name in sys.argv[2:]:
    if reader == "python-ldap":
        read = ldif.LDIFRecordList(open(name, "rb"))
        read.parse()
        entries = [values for _, values in read.all_records]
    else:
        entries = [values for _, values in ldif.LDIFParser(open(name, "rb")).parse()]
    texts = [{key: [value if isinstance(value, str) else value.decode() for value in values] for key, values in entry.items()} for entry in entries]
    print(reader, name, "; ".join(", ".join(f"{key} '{' & '.join(values)}'" for key, values in text.items() if key != "objectClass")
                                  for text in texts), sep="\t")
P
cat >read.cjs <<'J'
const { parse } = require('ldif')
for (const name of process.argv.slice(2)) {
  const said = parse(require('fs').readFileSync(name, 'utf8')).entries.map(entry => Object.entries(entry.toObject({}).attributes)
    .filter(([key]) => key !== 'objectClass').map(([key, values]) => `${key} '${[values].flat().join(' & ')}'`).join(', ')).join('; ')
  console.log(`npm ldif\t${name}\t${said}`)
}
J
cat >read.pl <<'P'
use Net::LDAP::LDIF;
for my $name (@ARGV) {
    my ($file, @said) = Net::LDAP::LDIF->new($name, 'r', onerror => undef);
    while (!$file->eof && !$file->error) {
        my $entry = $file->read_entry or last;
        push @said, join ', ', map { "$_ '" . join(' & ', $entry->get_value($_)) . "'" } grep { $_ ne 'objectClass' } $entry->attributes;
    }
    print "Net::LDAP::LDIF\t$name\t", $file->error ? 'error' : join('; ', @said), "\n";
}
P
cat >read.rb <<'R'
require 'net/ldap'
require 'ldap'
require 'ldap/ldif'
def said(entries)
  entries.map { |entry| entry.reject { |key, _| key.downcase == 'objectclass' }.map { |key, values| "#{key} '#{values.join(' & ')}'" }.join(', ') }.join('; ')
end
ARGV.each do |name|
  puts "net-ldap\t#{name}\t#{said(Net::LDAP::Dataset.read_ldif(File.open(name)).values.map { |entry| entry.transform_keys(&:to_s) })}"
  puts "Ruby/LDAP\t#{name}\t#{said(LDAP::LDIF.parse_file(name).map(&:attrs))}"
end
R
slapd_database dc=lab,dc=example | slapd_conf slapd core
by_slapd() {
    rm -f slapd.mdb1/*
    { lab_entry lab; cat "$1"; } | slapd_add slapd 2>/dev/null || { echo error; return; }
    slapd -T cat -f slapd.conf -a '(objectClass=person)' | sed 's/^title:: ZGVzayAg$/title: desk  /' |
        sed -n "s/^\(sn\|title\): \(.*\)/\1 '\2'/p" | paste -sd, | sed "s/,/, /g; s/', sn '/ \& /"
}
mapfile -t files < <(seq -f %g.ldif $number)
{
    for file in "${files[@]}"; do printf 'slapadd\t%s\t%s\n' "$file" "$(by_slapd "$file")"; done
    PYTHONPATH=usr/lib/python3/dist-packages python3 read.py python-ldap "${files[@]}"
    venv/bin/python read.py 'PyPI ldif' "${files[@]}"
    node read.cjs "${files[@]}"
    perl -Iusr/share/perl5 read.pl "${files[@]}"
    RUBYLIB=$(printf %s: "$work"/usr/lib/ruby/{3.1.0,vendor_ruby} "$work"/usr/lib/*-linux-gnu/ruby/{3.1.0,vendor_ruby/3.1.0}) \
        unpacked ruby3.1 --disable-gems read.rb "${files[@]}"
} | tr \' '"' >named
sed 's/\\nobjectClass: person//g; s/,dc=lab,dc=example//g' ways >asked
awk -F'\t' -v OFS='\t' 'NR == FNR { asked[NR ".ldif"] = $0; next } { $2 = asked[$2] } 1' asked named >readings
seen=$(alike asked readings)
expect "$seen" 'sn: Archer\nSN: Baker = sn "Archer & Baker": slapadd, Net::LDAP::LDIF, net-ldap, Ruby/LDAP
sn: Archer\nSN: Baker = sn "Archer", SN "Baker": python-ldap, PyPI ldif, npm ldif
sn:   Archer = sn "Archer": slapadd, python-ldap, PyPI ldif, npm ldif, Net::LDAP::LDIF, net-ldap
sn:   Archer = sn "  Archer": Ruby/LDAP
sn: Archer\ntitle: desk\040\040 = sn "Archer", title "desk  ": slapadd, python-ldap, npm ldif, Net::LDAP::LDIF, net-ldap, Ruby/LDAP
sn: Archer\ntitle: desk\040\040 = sn "Archer", title "desk": PyPI ldif
2.5.4.4: Archer = sn "Archer": slapadd
2.5.4.4: Archer = 2.5.4.4 "Archer": python-ldap, PyPI ldif, npm ldif, net-ldap, Ruby/LDAP
2.5.4.4: Archer = error: Net::LDAP::LDIF
sn: Archer\n\ndn: cn=Berta\nsn: Baker\n\ndn: cn=Anna\nsn: Cook = error: slapadd
sn: Archer\n\ndn: cn=Berta\nsn: Baker\n\ndn: cn=Anna\nsn: Cook = sn "Archer"; sn "Baker"; sn "Cook": python-ldap, PyPI ldif, npm ldif, Net::LDAP::LDIF, Ruby/LDAP
sn: Archer\n\ndn: cn=Berta\nsn: Baker\n\ndn: cn=Anna\nsn: Cook = sn "Cook"; sn "Baker": net-ldap'
