#!/usr/bin/env bash
# a-header-in-its-short-form.sh : headers of SIP in the short forms and the layouts that its RFCs give them, read by six libraries.
#
# npm sip 0.0.6, jssip 3.13.8, sip.js 0.21.2 and drachtio-sip 0.6.3; PyPI sipmessage 0.7.1; Net::SIP 0.835 (Debian 12).
# Seen on 2026-11-30.
#
# Telephones and gateways write headers with one letter to keep a message in one packet: `o` is Event, `x` is Session-Expires, `k` is
# Supported. One would guess that a library which knows some of the letters knows all that the RFCs have, and lets one ask for a header by
# either name. What happens: all know those of RFC 3261 without which no message can be answered, and one knows all. Event, which says
# what a subscription is for, is not there as `o` for four, nor Session-Expires as `x`; Supported and Subject are not for the two of browsers,
# Referred-By for five. So a subscription to presence has no event and a call no timer, and what is missing depends on how long
# the message was. A header on two lines, which RFC 3261 reads as one blank, is another text to five; the one that knows all letters
# ends with an error, and loses a header with a blank before its colon.
. "$(dirname "$0")/lab/lab.bash"
debs libnet-sip-perl=0.835-
python_packages sipmessage==0.7.1
node_packages sip@0.0.6 jssip@3.13.8 sip.js@0.21.2 drachtio-sip@0.6.3
cat >headers <<'T'
m: <sip:anna@10.0.0.5> for Contact: <sip:anna@10.0.0.5>
c: application/pidf+xml for Content-Type: application/pidf+xml
e: gzip for Content-Encoding: gzip
s: sales for Subject: sales
k: timer for Supported: timer
o: presence for Event: presence
u: presence for Allow-Events: presence
r: <sip:carla@lab.example> for Refer-To: <sip:carla@lab.example>
b: <sip:dora@lab.example> for Referred-By: <sip:dora@lab.example>
x: 1800 for Session-Expires: 1800
SUBJECT: sales for Subject: sales
Subject : sales for Subject: sales
Subject: sales| of Berlin for Subject: sales of Berlin
T
cat >message.py <<'P'
import json
import subprocess

import sipmessage


def message(header):
    lines = ["SUBSCRIBE sip:bert@lab.example SIP/2.0", "Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1", "From: <sip:anna@lab.example>;tag=1",
             "To: <sip:bert@lab.example>", "Call-ID: 1@10.0.0.5", "CSeq: 1 SUBSCRIBE", *header.split("|"), "Content-Length: 0"]
    return "\r\n".join(lines) + "\r\n\r\n"


def by_sipmessage(text, name):
    try:
        return str(sipmessage.Message.parse(text.encode()).headers.get(name) or "")
    except ValueError:
        return "error"


def run(*command, text):
    said = subprocess.run(command, input=text, capture_output=True, text=True)
    return said.stdout if said.returncode == 0 else "error"


def by_node(library):
    return lambda text, name: run("node", "read.cjs", library, name, text=text)


def by_perl(text, name):
    return run("perl", "-Iusr/share/perl5", "-MNet::SIP", "-e", """undef $/; my $read = Net::SIP::Packet->new(<STDIN>);
        print join ', ', $read->get_header($ARGV[0])""", name, text=text)


LIBRARIES = {name: by_node(name) for name in ("sip", "jssip", "sip.js", "drachtio-sip")} | {"sipmessage": by_sipmessage, "Net::SIP": by_perl}
for line in open("headers").read().splitlines():
    header, usual = line.split(" for ")
    name = usual.split(":")[0]
    for library, read in LIBRARIES.items():
        said, as_usual = read(message(header), name.lower()), read(message(usual), name.lower())
        assert as_usual not in ("", "error"), (library, usual)
        print(library, line, "the same" if said == as_usual else said if said == "error" else "another" if said else "nothing", sep="\t")
P
cat >read.cjs <<'J'
const [name, header] = process.argv.slice(2), text = require('fs').readFileSync(0, 'utf8')
const quiet = { error () {}, warn () {}, log () {}, debug () {} }
const READ = {
  sip: () => require('sip').parse(text).headers[header],
  jssip: () => require('jssip/lib/Parser').parseMessage(text, {}).getHeader(header),
  'sip.js': () => require('sip.js/lib/core/messages/parser').Parser.parseMessage(text, quiet).getHeader(header),
  'drachtio-sip': () => new (require('drachtio-sip').SipMessage)(text).get(header)
}
const said = READ[name]()
process.stdout.write(said === undefined ? '' : JSON.stringify(said))
J
venv/bin/python message.py >readings
seen=$(alike headers readings)
expect "$seen" 'm: <sip:anna@10.0.0.5> for Contact: <sip:anna@10.0.0.5> = the same: sip, jssip, sip.js, drachtio-sip, sipmessage, Net::SIP
c: application/pidf+xml for Content-Type: application/pidf+xml = the same: sip, jssip, sip.js, drachtio-sip, sipmessage, Net::SIP
e: gzip for Content-Encoding: gzip = nothing: sip, jssip, sip.js, drachtio-sip
e: gzip for Content-Encoding: gzip = the same: sipmessage, Net::SIP
s: sales for Subject: sales = the same: sip, drachtio-sip, sipmessage, Net::SIP
s: sales for Subject: sales = nothing: jssip, sip.js
k: timer for Supported: timer = the same: sip, drachtio-sip, sipmessage, Net::SIP
k: timer for Supported: timer = nothing: jssip, sip.js
o: presence for Event: presence = nothing: sip, sip.js, drachtio-sip, Net::SIP
o: presence for Event: presence = the same: jssip, sipmessage
u: presence for Allow-Events: presence = nothing: sip, jssip, sip.js, drachtio-sip, Net::SIP
u: presence for Allow-Events: presence = the same: sipmessage
r: <sip:carla@lab.example> for Refer-To: <sip:carla@lab.example> = nothing: sip, drachtio-sip, Net::SIP
r: <sip:carla@lab.example> for Refer-To: <sip:carla@lab.example> = the same: jssip, sip.js, sipmessage
b: <sip:dora@lab.example> for Referred-By: <sip:dora@lab.example> = nothing: sip, jssip, sip.js, drachtio-sip, Net::SIP
b: <sip:dora@lab.example> for Referred-By: <sip:dora@lab.example> = the same: sipmessage
x: 1800 for Session-Expires: 1800 = nothing: sip, sip.js, drachtio-sip, Net::SIP
x: 1800 for Session-Expires: 1800 = the same: jssip, sipmessage
SUBJECT: sales for Subject: sales = the same: sip, jssip, sip.js, drachtio-sip, sipmessage, Net::SIP
Subject : sales for Subject: sales = the same: sip, jssip, sip.js, drachtio-sip, Net::SIP
Subject : sales for Subject: sales = nothing: sipmessage
Subject: sales| of Berlin for Subject: sales of Berlin = another: sip, jssip, sip.js, drachtio-sip, Net::SIP
Subject: sales| of Berlin for Subject: sales of Berlin = error: sipmessage'
