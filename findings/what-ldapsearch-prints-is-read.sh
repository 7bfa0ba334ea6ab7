#!/usr/bin/env bash
# what-ldapsearch-prints-is-read.sh : five people printed by ldapsearch in six ways, and counted by four readers of LDIF.
#
# OpenLDAP slapd and ldapsearch 2.5.13; python-ldap 3.4.3 (its module ldif), Net::LDAP::LDIF 0.27 of Perl's Net::LDAP 0.68
# (Debian 12); PyPI ldif 4.3.0; npm ldif 0.5.1. Seen on 2026-11-29.
#
# Exports of a directory are made by ldapsearch and read by something else. One would guess that at least -LLL and -LL are
# LDIF to all, with paging (`-E pr=2`) too, as its prompts are meant for a terminal. What happens: with -LLL everybody reads
# everybody, until a referral is among the answers: its comment is folded, and npm's ldif, "100% RFC-compliance", knows no
# folded comment. The `version: 1` of -LL, which RFC 2849 wants, is one more entry to PyPI's ldif, whose DN is None. The
# prompt of -E pr=2 goes to the output also where input and output are no terminal, straight in front of the next `dn:`, with
# exit status 0: three readers give up there, and Perl's has the first page. `pr=2/noprompt` is as without.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+ python3-ldap=3.4.3- libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33-
needs slapd ldapsearch
python_packages ldif==4.3.0
node_packages ldif@0.5.1

slapd_database dc=lab,dc=example | slapd_conf slapd core
{
    lab_entry lab
    for name in Anna Berta Carla Dora Emma; do printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: person\nsn: Lab\n\n' $name; done
    printf 'dn: ou=Branch,dc=lab,dc=example\nobjectClass: referral\nobjectClass: extensibleObject\nref: ldap://%s/ou=Branch,dc=lab,dc=example\n' \
        branch-office-in-another-town.lab.example
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:26301
printed() { ldapsearch -x -H ldap://127.0.0.1:26301 -b dc=lab,dc=example "${@:2}" '(sn=Lab)' sn >"$1" </dev/null; }
printed 'LLL' -LLL -M
printed 'LLL, a referral' -LLL
printed 'LL' -LL -M
printed 'LLL, pr=2' -LLL -M -E pr=2
printed 'LLL, pr=2 noprompt' -LLL -M -E pr=2/noprompt
printed 'no L' -M

cat >read.py <<'P'
import sys

import ldif

for name in sys.argv[2:]:
    try:
        if sys.argv[1] == "python-ldap":
            read = ldif.LDIFRecordList(open(name, "rb"))
            read.parse()
            names = [dn for dn, _ in read.all_records]
        else:
            names = [dn for dn, _ in ldif.LDIFParser(open(name, "rb")).parse()]
        said = f"{len(names)} entries" + (", one without a name" if None in names else "")
    except ValueError:
        said = "error"
    print(f"{name}: {sys.argv[1]} {said}")
P
cat >read.pl <<'P'
use Net::LDAP::LDIF;
for my $name (@ARGV) {
    my ($file, $count) = (Net::LDAP::LDIF->new($name, 'r', onerror => undef), 0);
    while (!$file->eof && !$file->error) { $count++ if $file->read_entry && !$file->error }
    print "$name: Net::LDAP::LDIF $count entries", $file->error ? ', error' : '', "\n";
}
P
cat >read.cjs <<'J'
const ldif = require('ldif')
for (const name of process.argv.slice(2)) {
  let said
  try { said = ldif.parse(require('fs').readFileSync(name, 'utf8')).entries.length + ' entries' } catch (refused) { said = 'error' }
  console.log(`${name}: npm ldif ${said}`)
}
J
files=('LLL' 'LLL, a referral' 'LL' 'LLL, pr=2' 'LLL, pr=2 noprompt' 'no L')
seen=$(
    PYTHONPATH=usr/lib/python3/dist-packages python3 read.py python-ldap "${files[@]}"
    venv/bin/python read.py 'PyPI ldif' "${files[@]}"
    perl -Iusr/share/perl5 read.pl "${files[@]}"
    node read.cjs "${files[@]}"
)
expected=$(
    for reader in python-ldap 'PyPI ldif' Net::LDAP::LDIF 'npm ldif'; do
        for file in "${files[@]}"; do
            case "$reader, $file" in
            'Net::LDAP::LDIF, LLL, pr=2') said='2 entries, error' ;;
            'Net::LDAP::LDIF, no L') said='5 entries, error' ;;
            *', LLL, pr=2' | *', no L' | 'npm ldif, LLL, a referral') said=error ;;
            'PyPI ldif, LL') said='6 entries, one without a name' ;;
            *) said='5 entries' ;;
            esac
            echo "$file: $reader $said"
        done
    done
)
expect "$seen" "$expected"
