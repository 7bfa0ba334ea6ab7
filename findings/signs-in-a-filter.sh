#!/usr/bin/env bash
# signs-in-a-filter.sh : filters whose values or types hold a sign that means something elsewhere, as six libraries read them.
#
# ldapsearch of OpenLDAP 2.5.13, Net::LDAP 0.68 of Perl, net-ldap 0.17.0 of Ruby 3.1 (Debian 12); PyPI ldap3 2.9.1, ldaptor
# 21.2.0; npm @ldapjs/filter 2.1.1 (that of ldapjs 3.0.7), ldapts 9.2.0. Seen on 2026-11-29.
#
# In a value only `*`, `(`, `)`, `\` and NUL are to be escaped (RFC 4515 section 3); an attribute may be named by number, and with
# options. One would guess that every library sends such filters as they are, and that all send the same. ldapsearch and Perl
# do. What happens: Ruby's knows a list of signs, and quotation marks, `|`, `;`, `?` or `>` in a value are "Invalid filter syntax".
# ldapjs looks for `:=` before it looks for `=`: of `(description=a:=b)` it makes a rule-based filter for an attribute called
# "description=a", which no server has, so with result success nobody is found. ldapjs and ldapts refuse `cn;lang-de` and
# `userCertificate;binary`; they and ldaptor refuse `2.5.4.3`. An empty value is refused by three, blanks at its ends are
# dropped by two, and the filter that is always true, `(&)` (RFC 4526), passes in ldapjs and Perl alone.
. "$(dirname "$0")/lab/lab.bash"
debs ldap-utils=2.5.13+ ruby3.1=3.1. libruby3.1=3.1. ruby-net-ldap=0.17.0- libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33-
python_packages ldap3==2.9.1 pyasn1==0.6.5 ldaptor==21.2.0
node_packages @ldapjs/filter@2.1.1 ldapts@9.2.0
cat >filters <<'F'
(cn=Anna Archer)
(cn=Anna "Ann" Archer)
(cn=Sales|Voice)
(cn=Sales;Voice)
(cn=Who?)
(description=a>=b)
(description=a:=b)
(cn= Anna )
(cn=)
(cn;lang-de=Anna)
(userCertificate;binary=*)
(2.5.4.3=Anna)
(sn:caseExactMatch:=Archer)
(ou:dn:=Sales)
(&)
F
cat >read.rb <<'R'
require 'net/ldap'
File.readlines('filters', chomp: true).each do |line|
  puts Net::LDAP::Filter.construct(line).to_ber.unpack1('H*')
rescue Net::LDAP::FilterSyntaxInvalidError
  puts 'refused'
end
R
cat >read.pl <<'R'
use lib 'usr/share/perl5';
use Net::LDAP::ASN qw(Filter);
use Net::LDAP::Filter;
open my $filters, '<', 'filters';
while (<$filters>) { chomp; my $read = Net::LDAP::Filter->new($_); print $read ? unpack('H*', $Filter->encode($read)) : 'refused', "\n" }
R
cat >read.mjs <<'J'
import { readFileSync, writeFileSync } from 'node:fs'
import filter from '@ldapjs/filter'
import { BerWriter, FilterParser } from 'ldapts'
const readers = {
    ldapjs: (line) => filter.parseString(line).toBer().buffer,
    ldapts: (line) => { const writer = new BerWriter(); FilterParser.parseString(line).write(writer); return writer.buffer },
}
for (const [name, read] of Object.entries(readers)) {
    writeFileSync(`${name}.hex`, readFileSync('filters', 'utf8').trim().split('\n').map((line) => {
        try { return read(line).toString('hex') } catch { return 'refused' }
    }).join('\n'))
}
J
cat >compare.py <<'P'
import socket
import subprocess
import threading

from ldap3.core.exceptions import LDAPInvalidFilterError
from ldap3.operation.search import search_operation
from ldaptor.ldapfilter import InvalidLDAPFilter, parseFilter
from pyasn1.codec.ber import encoder


def content(data, at):
    length, at = data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(data[at:at + size], "big"), at + size
    return at, at + length


def parts(data):
    """What BER says, however it writes lengths; "true" is any byte but zero, and "dnAttributes" is false where it is not told."""
    at, found = 0, []
    while at < len(data):
        tag, (begin, end) = data[at], content(data, at)
        value = parts(data[begin:end]) if tag & 0x20 else data[begin:end]
        if tag != 0x84 or any(value):
            found.append((tag, value if tag != 0x84 else True))
        at = end
    return found


def sent(asked):
    """The filter in the request that ldapsearch sends after its bind."""
    requests = []

    def answer():
        connection = listener.accept()[0]
        connection.recv(4096)
        connection.sendall(bytes.fromhex("300c02010161070a010004000400"))
        requests.append(connection.recv(4096))
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        subprocess.run(["ldapsearch", "-x", "-H", f"ldap://127.0.0.1:{listener.getsockname()[1]}", "-b", "", asked, "1.1"],
                       capture_output=True, timeout=20)
        thread.join(20)
    data = requests[0]
    at = content(data, 0)[0]
    at = content(data, content(data, at)[1])[0]
    for _ in range(6):
        at = content(data, at)[1]
    return data[at:content(data, at)[1]].hex()


def tried(read, asked):
    try:
        return bytes(read(asked)).hex()
    except (LDAPInvalidFilterError, InvalidLDAPFilter):
        return "refused"


READERS = {"ldap3": lambda asked: encoder.encode(search_operation("", asked, 2, 0, ["1.1"], 0, 0, False, None, None)["filter"]),
           "ldaptor": lambda asked: parseFilter(asked).toWire()}
filters = open("filters").read().splitlines()
read = {name: open(f"{name}.hex").read().splitlines() for name in ("perl", "ruby", "ldapjs", "ldapts")}
read.update({name: [tried(reader, asked) for asked in filters] for name, reader in READERS.items()})
for number, asked in enumerate(filters):
    meant = parts(bytes.fromhex(sent(asked)))
    said = {"refused": [], "sent something else": []}
    for name, answers in sorted(read.items()):
        if answers[number] == "refused":
            said["refused"].append(name)
        elif parts(bytes.fromhex(answers[number])) != meant:
            said["sent something else"].append(name)
    print(f"{asked}:", ", ".join(f"{' '.join(names)} {how}" for how, names in said.items() if names) or "all the same")
print("ldapjs, (description=a:=b):", parts(bytes.fromhex(read["ldapjs"][filters.index("(description=a:=b)")])))
P
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu) RUBYLIB=$(echo usr/lib/ruby/vendor_ruby usr/lib/ruby/3.1.0 usr/lib/*-linux-gnu/ruby/3.1.0 | tr ' ' :) \
    ruby3.1 --disable-gems read.rb >ruby.hex
perl read.pl >perl.hex
node read.mjs
seen=$(venv/bin/python compare.py)
expect "$seen" '(cn=Anna Archer): all the same
(cn=Anna "Ann" Archer): ruby refused
(cn=Sales|Voice): ruby refused
(cn=Sales;Voice): ruby refused
(cn=Who?): ruby refused
(description=a>=b): ruby refused
(description=a:=b): ldapjs sent something else
(cn= Anna ): ldap3 ruby sent something else
(cn=): ldapjs ldaptor ruby refused
(cn;lang-de=Anna): ldapjs ldapts refused
(userCertificate;binary=*): ldapjs ldapts refused
(2.5.4.3=Anna): ldapjs ldaptor ldapts refused
(sn:caseExactMatch:=Archer): all the same
(ou:dn:=Sales): all the same
(&): ldap3 ldaptor ldapts ruby refused
ldapjs, (description=a:=b): [(169, [(130, b'\''description=a'\''), (131, b'\''b'\'')])]'
