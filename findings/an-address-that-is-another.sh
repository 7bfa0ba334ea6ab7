#!/usr/bin/env bash
# an-address-that-is-another.sh : SIP addresses in forms that RFC 3261 shows or allows, by five libraries.
#
# npm sip.js 0.21.2, jssip 3.13.8, sip 0.0.6 and drachtio-srf 5.0.29; Net::SIP 0.835 of Perl (Debian 12). Seen on 2026-11-30.
#
# The user part may have a semicolon of its own and letters written as %61, the scheme and the host may be in capitals, the host
# may end in a dot or be an address of IPv6 (sections 19.1.1, 19.1.4 and 25.1). One would guess that libraries agree on who it is,
# and where, at least for the forms that the RFC has as examples. What happens: SIP.js and JsSIP put maddr, which is where to send
# to, in place of the domain, so anna of lab.example is anna of 192.0.2.7, and refuse the dot. sip and drachtio refuse SIP: in
# capitals, sip IPv6 as well; these and Net::SIP leave %61nna as somebody else than anna. Net::SIP cuts at the first semicolon:
# nobody at the host "anna", or at the host +49301234567; and it has what stands behind a question mark as a part of the host.
. "$(dirname "$0")/lab/lab.bash"
debs libnet-sip-perl=0.835-
node_packages sip.js@0.21.2 jssip@3.13.8 sip@0.0.6 drachtio-srf@5.0.29
cat >addresses <<'T'
sip:anna@lab.example
SIP:anna@LAB.example
sip:%61nna@lab.example
sip:anna;day=tuesday@lab.example
sip:+49301234567;ext=8@lab.example;user=phone
sip:anna@lab.example;maddr=192.0.2.7
sip:anna@lab.example.
sip:anna@[2001:db8::1]:5061
sip:anna@lab.example?Subject=lunch
T
cat >read.cjs <<'J'
const { Grammar } = require('sip.js/lib/grammar'), JsSIP = require('jssip'), sip = require('sip'), { parseUri } = require('drachtio-srf')
const readers = {
  'SIP.js': text => Grammar.URIParse(text), JsSIP: text => JsSIP.URI.parse(text), sip: text => sip.parseUri(text), drachtio: parseUri
}
for (const text of require('fs').readFileSync('addresses', 'utf8').trim().split('\n')) {
  for (const [name, reader] of Object.entries(readers)) {
    const read = reader(text)
    console.log([name, text, read ? `${read.user ?? '(none)'} at ${read.host}` : 'refused'].join('\t'))
  }
}
J
cat >read.pl <<'P'
use Net::SIP::Util 'sip_uri2parts';
while (<STDIN>) {
    chomp;
    my ($host, $user) = sip_uri2parts($_);
    print join("\t", 'Net::SIP', $_, $host ? ($user // '(none)') . " at $host" : 'refused'), "\n";
}
P
{
    node read.cjs
    unpacked_perl read.pl <addresses
} >readings
seen=$(alike addresses readings)
expect "$seen" 'sip:anna@lab.example = anna at lab.example: SIP.js, JsSIP, sip, drachtio, Net::SIP
SIP:anna@LAB.example = anna at lab.example: SIP.js, JsSIP, Net::SIP
SIP:anna@LAB.example = refused: sip, drachtio
sip:%61nna@lab.example = anna at lab.example: SIP.js, JsSIP
sip:%61nna@lab.example = %61nna at lab.example: sip, drachtio, Net::SIP
sip:anna;day=tuesday@lab.example = anna;day=tuesday at lab.example: SIP.js, JsSIP, sip, drachtio
sip:anna;day=tuesday@lab.example = (none) at anna: Net::SIP
sip:+49301234567;ext=8@lab.example;user=phone = +49301234567;ext=8 at lab.example: SIP.js, JsSIP, sip, drachtio
sip:+49301234567;ext=8@lab.example;user=phone = (none) at +49301234567: Net::SIP
sip:anna@lab.example;maddr=192.0.2.7 = anna at 192.0.2.7: SIP.js, JsSIP
sip:anna@lab.example;maddr=192.0.2.7 = anna at lab.example: sip, drachtio, Net::SIP
sip:anna@lab.example. = refused: SIP.js, JsSIP
sip:anna@lab.example. = anna at lab.example.: sip, drachtio, Net::SIP
sip:anna@[2001:db8::1]:5061 = anna at [2001:db8::1]: SIP.js, JsSIP, drachtio
sip:anna@[2001:db8::1]:5061 = refused: sip
sip:anna@[2001:db8::1]:5061 = anna at [2001:db8::1]:5061: Net::SIP
sip:anna@lab.example?Subject=lunch = anna at lab.example: SIP.js, JsSIP, sip, drachtio
sip:anna@lab.example?Subject=lunch = anna at lab.example?subject=lunch: Net::SIP'
