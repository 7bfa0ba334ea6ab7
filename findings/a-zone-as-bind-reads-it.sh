#!/usr/bin/env bash
# a-zone-as-bind-reads-it.sh : lines of a zone file about directory, chat and telephone servers, read by BIND and five libraries.
#
# BIND 9.18 (named-compilezone of Debian 12); PyPI dnspython 2.9.2 and zonefile-parser 0.1.20; npm dnsz 4.5.2, zone-file 1.0.0 and
# dns-zonefile 0.3.2. Seen on 2026-11-30.
#
# SRV and NAPTR records for voice and chat are checked, moved and generated from zone files by scripts. One would guess that a library
# reads any file that BIND serves, or refuses it. What happens: only dnspython does. RFC 1035 allows TTL and class in either order; dnsz
# makes a type IN of the other one, two lose the TTL, and to dns-zonefile the line is not there, nor is one with 1h or in small letters.
# A relative $ORIGIN is a domain of the top to two; two know only the last $ORIGIN of a file, so that records of Munich are in
# Berlin. The second address of dc1, on a line that begins with a blank, is that of a host called 300 to zone-file and of the whole domain to
# dns-zonefile. NAPTR, brackets over two lines and a second part of a text are left out or cut off, without a word. Who compares
# such a reading with DNS finds servers that are missing there, or not those that are.
. "$(dirname "$0")/lab/lab.bash"
debs bind9-utils=1:9.18. bind9-libs=1:9.18. libuv1=1.44.2- libmaxminddb0=1.7.1- libfstrm0=0.6.1- libprotobuf-c1=1.4.1-
unpacked needs named-compilezone
python_packages dnspython==2.9.2 zonefile-parser==0.1.20
node_packages dnsz@4.5.2 zone-file@1.0.0 dns-zonefile@0.3.2
cat >lines <<'T'
_ldap._tcp 300 IN SRV 0 100 389 dc1
_ldap._tcp IN 300 SRV 0 100 389 dc1
_ldap._tcp 1h IN SRV 0 100 389 dc1
_ldap._tcp 300 in srv 0 100 389 dc1
_ldap._tcp 300 IN SRV ( 0 100 ; first|  389 dc1 )
$ORIGIN berlin|_ldap._tcp 300 IN SRV 0 100 389 dc1
$ORIGIN munich.lab.example.|dc3 300 IN A 10.0.0.13|$ORIGIN berlin.lab.example.|dc4 300 IN A 10.0.0.14
dc1 300 IN A 10.0.0.11|    300 IN AAAA fd00::11
@ 300 IN NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp
note 300 IN TXT "room 1; floor 2" "Berlin"
T
cat >read.py <<'P'
import json
import os
import subprocess

import dns.zone
import zonefile_parser


def by_bind(text):
    with open("zone", "w") as file:
        file.write("@ 300 IN SOA dc1 admin 1 1h 1h 1h 1h\n@ 300 IN NS dc1.other.example.\n" + text)
    said = subprocess.run(["named-compilezone", "-q", "-i", "none", "-k", "ignore", "-o", "-", "lab.example", "zone"], check=True,
                          capture_output=True, text=True, env={**os.environ, "LD_LIBRARY_PATH": LIBRARIES})
    return [line.split(None, 4) for line in said.stdout.splitlines() if line.split()[3] not in ("SOA", "NS")]


def by_dnspython(text):
    zone = dns.zone.from_text(text, origin="lab.example.", relativize=False, check_origin=False)
    return [(name, ttl, "IN", dns.rdatatype.to_text(one.rdtype), one) for name, ttl, one in zone.iterate_rdatas()]


def by_zonefile_parser(text):
    return [(one.name, one.ttl, "IN", one.rtype, " ".join(one.rdata.values())) for one in zonefile_parser.parse(text)]


def by_node(library):
    return lambda text: json.loads(subprocess.run(["node", "read.cjs", library], input=text, check=True, capture_output=True,
                                                  text=True).stdout)


def read(reader, text):
    try:
        return "; ".join(f"{name} {ttl} {kind} {data}".strip() for name, ttl, _, kind, data in reader(text)) or "nothing"
    except (subprocess.CalledProcessError, dns.exception.DNSException, TypeError, IndexError):
        return "error"


LIBRARIES = subprocess.run("echo $work/usr/lib/*-linux-gnu", shell=True, capture_output=True, text=True).stdout.strip()
READERS = {"BIND": by_bind, "dnspython": by_dnspython, "zonefile-parser": by_zonefile_parser}
READERS |= {name: by_node(name) for name in ("dnsz", "zone-file", "dns-zonefile")}
for line in open("lines").read().splitlines():
    for name, reader in READERS.items():
        print(name, line, read(reader, "$ORIGIN lab.example.\n" + line.replace("|", "\n") + "\n"), sep="\t")
P
cat >read.cjs <<'J'
const name = process.argv[2], text = require('fs').readFileSync(0, 'utf8')
import(name).then(module => {
  const library = module.default?.parse ? module.default : module.default ?? module
  if (name === 'dnsz') return module.parseZone(text).records.map(one => [one.name, one.ttl, one.class, one.type, one.content])
  const records = Object.entries((library.parseZoneFile ?? library.parse)(text)).filter(([, list]) => Array.isArray(list))
  const show = kind => ({ name, ttl, ...data }) => [name, ttl ?? 'no TTL', 'IN', kind.toUpperCase(), Object.values(data).join(' ')]
  return records.flatMap(([kind, list]) => list.map(show(kind)))
}).then(records => console.log(JSON.stringify(records)))
J
venv/bin/python read.py 2>read.log >readings
seen=$(alike lines readings)
expect "$seen" '_ldap._tcp 300 IN SRV 0 100 389 dc1 = _ldap._tcp.lab.example. 300 SRV 0 100 389 dc1.lab.example.: BIND, dnspython
_ldap._tcp 300 IN SRV 0 100 389 dc1 = _ldap._tcp.lab.example. 300 SRV 0 100 389 dc1: zonefile-parser
_ldap._tcp 300 IN SRV 0 100 389 dc1 = _ldap._tcp.lab.example 300 SRV 0 100 389 dc1: dnsz
_ldap._tcp 300 IN SRV 0 100 389 dc1 = _ldap._tcp 300 SRV dc1 0 100 389: zone-file, dns-zonefile
_ldap._tcp IN 300 SRV 0 100 389 dc1 = _ldap._tcp.lab.example. 300 SRV 0 100 389 dc1.lab.example.: BIND, dnspython
_ldap._tcp IN 300 SRV 0 100 389 dc1 = _ldap._tcp.lab.example. None 300 SRV: zonefile-parser
_ldap._tcp IN 300 SRV 0 100 389 dc1 = _ldap._tcp.lab.example 60 IN 300 SRV 0 100 389 dc1: dnsz
_ldap._tcp IN 300 SRV 0 100 389 dc1 = _ldap._tcp no TTL SRV dc1 0 100 389: zone-file
_ldap._tcp IN 300 SRV 0 100 389 dc1 = nothing: dns-zonefile
_ldap._tcp 1h IN SRV 0 100 389 dc1 = _ldap._tcp.lab.example. 3600 SRV 0 100 389 dc1.lab.example.: BIND, dnspython
_ldap._tcp 1h IN SRV 0 100 389 dc1 = _ldap._tcp.lab.example. None 1H IN: zonefile-parser
_ldap._tcp 1h IN SRV 0 100 389 dc1 = _ldap._tcp.lab.example 3600 SRV 0 100 389 dc1: dnsz
_ldap._tcp 1h IN SRV 0 100 389 dc1 = _ldap._tcp no TTL SRV dc1 0 100 389: zone-file
_ldap._tcp 1h IN SRV 0 100 389 dc1 = nothing: dns-zonefile
_ldap._tcp 300 in srv 0 100 389 dc1 = _ldap._tcp.lab.example. 300 SRV 0 100 389 dc1.lab.example.: BIND, dnspython
_ldap._tcp 300 in srv 0 100 389 dc1 = _ldap._tcp.lab.example. 300 SRV 0 100 389 dc1: zonefile-parser
_ldap._tcp 300 in srv 0 100 389 dc1 = _ldap._tcp.lab.example 300 SRV 0 100 389 dc1: dnsz
_ldap._tcp 300 in srv 0 100 389 dc1 = _ldap._tcp 300 SRV dc1 0 100 389: zone-file
_ldap._tcp 300 in srv 0 100 389 dc1 = nothing: dns-zonefile
_ldap._tcp 300 IN SRV ( 0 100 ; first|  389 dc1 ) = _ldap._tcp.lab.example. 300 SRV 0 100 389 dc1.lab.example.: BIND, dnspython
_ldap._tcp 300 IN SRV ( 0 100 ; first|  389 dc1 ) = error: zonefile-parser
_ldap._tcp 300 IN SRV ( 0 100 ; first|  389 dc1 ) = _ldap._tcp.lab.example 300 SRV 0 100 389 dc1: dnsz
_ldap._tcp 300 IN SRV ( 0 100 ; first|  389 dc1 ) = _ldap._tcp 300 SRV dc1 0 100 389: zone-file
_ldap._tcp 300 IN SRV ( 0 100 ; first|  389 dc1 ) = _ldap._tcp 300 SRV 100 NaN NaN 0: dns-zonefile
$ORIGIN berlin|_ldap._tcp 300 IN SRV 0 100 389 dc1 = _ldap._tcp.berlin.lab.example. 300 SRV 0 100 389 dc1.berlin.lab.example.: BIND, dnspython
$ORIGIN berlin|_ldap._tcp 300 IN SRV 0 100 389 dc1 = _ldap._tcp.berlin 300 SRV 0 100 389 dc1: zonefile-parser, dnsz
$ORIGIN berlin|_ldap._tcp 300 IN SRV 0 100 389 dc1 = _ldap._tcp 300 SRV dc1 0 100 389: zone-file, dns-zonefile
$ORIGIN munich.lab.example.|dc3 300 IN A 10.0.0.13|$ORIGIN berlin.lab.example.|dc4 300 IN A 10.0.0.14 = dc4.berlin.lab.example. 300 A 10.0.0.14; dc3.munich.lab.example. 300 A 10.0.0.13: BIND
$ORIGIN munich.lab.example.|dc3 300 IN A 10.0.0.13|$ORIGIN berlin.lab.example.|dc4 300 IN A 10.0.0.14 = dc3.munich.lab.example. 300 A 10.0.0.13; dc4.berlin.lab.example. 300 A 10.0.0.14: dnspython, zonefile-parser
$ORIGIN munich.lab.example.|dc3 300 IN A 10.0.0.13|$ORIGIN berlin.lab.example.|dc4 300 IN A 10.0.0.14 = dc3.munich.lab.example 300 A 10.0.0.13; dc4.berlin.lab.example 300 A 10.0.0.14: dnsz
$ORIGIN munich.lab.example.|dc3 300 IN A 10.0.0.13|$ORIGIN berlin.lab.example.|dc4 300 IN A 10.0.0.14 = dc3 300 A 10.0.0.13; dc4 300 A 10.0.0.14: zone-file, dns-zonefile
dc1 300 IN A 10.0.0.11|    300 IN AAAA fd00::11 = dc1.lab.example. 300 A 10.0.0.11; dc1.lab.example. 300 AAAA fd00::11: BIND, dnspython
dc1 300 IN A 10.0.0.11|    300 IN AAAA fd00::11 = error: zonefile-parser
dc1 300 IN A 10.0.0.11|    300 IN AAAA fd00::11 = dc1.lab.example 300 A 10.0.0.11; dc1.lab.example 300 AAAA fd00::11: dnsz
dc1 300 IN A 10.0.0.11|    300 IN AAAA fd00::11 = dc1 300 A 10.0.0.11; 300 no TTL AAAA fd00::11: zone-file
dc1 300 IN A 10.0.0.11|    300 IN AAAA fd00::11 = dc1 300 A 10.0.0.11; @ 300 AAAA fd00::11: dns-zonefile
@ 300 IN NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp = lab.example. 300 NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp.lab.example.: BIND, dnspython
@ 300 IN NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp = lab.example. 300 NAPTR 10: zonefile-parser
@ 300 IN NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp = lab.example 300 NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp: dnsz
@ 300 IN NAPTR 10 50 "s" "SIP+D2T" "" _sip._tcp = nothing: zone-file, dns-zonefile
note 300 IN TXT "room 1; floor 2" "Berlin" = note.lab.example. 300 TXT "room 1; floor 2" "Berlin": BIND, dnspython
note 300 IN TXT "room 1; floor 2" "Berlin" = note.lab.example. 300 TXT room 1; floor 2: zonefile-parser
note 300 IN TXT "room 1; floor 2" "Berlin" = note.lab.example 300 TXT "room 1; floor 2" "Berlin": dnsz
note 300 IN TXT "room 1; floor 2" "Berlin" = note 300 TXT room,1: zone-file
note 300 IN TXT "room 1; floor 2" "Berlin" = note 300 TXT "room 1; floor 2" "Berlin": dns-zonefile'
