#!/usr/bin/env bash
# a-number-that-is-not-there.sh : replies of a SOAP service about people, by five libraries that read them with its WSDL.
#
# PyPI zeep 4.3.3 and suds 1.2.0; npm soap 1.13.0 and strong-soap 5.0.10; SoapClient of PHP 8.2 (Debian 12). Seen on 2026-11-30.
#
# A person without a number comes without the element, with an empty one, or with one that is nil; the WSDL allows all three, and
# says that numbers and user IDs are strings. One would guess that libraries which know the WSDL tell these apart alike, and leave
# strings as they are. What happens: only PHP tells all three apart. zeep makes one of them; suds takes an empty one for nil; to
# npm's soap a nil one is not there and an empty one is "", to strong-soap it is the empty one that is not there. Both of npm take
# blanks off: a user ID that begins with a blank, by which nobody can log in, looks well, and a number of one blank is none. A
# reply with nobody in it is null, "" or an object.
. "$(dirname "$0")/lab/lab.bash"
debs {php8.2-cli,php8.2-common,php8.2-soap}=8.2. libsodium23=1.0.18- libargon2-1=0~20171227-
needs php8.2
python_packages zeep==4.3.3 suds==1.2.0
node_packages soap@1.13.0 strong-soap@5.0.10
cat >people.wsdl <<'W'
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:x="http://www.w3.org/2001/XMLSchema"
    xmlns:lab="urn:lab.example:people" targetNamespace="urn:lab.example:people" name="people">
  <types><x:schema targetNamespace="urn:lab.example:people">
    <x:element name="find"><x:complexType><x:sequence><x:element name="title" type="x:string"/></x:sequence></x:complexType></x:element>
    <x:element name="findResponse"><x:complexType><x:sequence><x:element name="people" type="lab:People"/></x:sequence></x:complexType></x:element>
    <x:complexType name="People"><x:sequence>
      <x:element name="person" minOccurs="0" maxOccurs="unbounded" type="lab:Person"/>
    </x:sequence></x:complexType>
    <x:complexType name="Person"><x:sequence>
      <x:element name="userid" type="x:string"/>
      <x:element name="number" type="x:string" minOccurs="0" nillable="true"/>
      <x:element name="groups" type="lab:Groups" minOccurs="0"/>
    </x:sequence></x:complexType>
    <x:complexType name="Groups"><x:sequence>
      <x:element name="group" type="x:string" minOccurs="0" maxOccurs="unbounded"/>
    </x:sequence></x:complexType>
  </x:schema></types>
  <message name="find"><part name="asked" element="lab:find"/></message>
  <message name="found"><part name="given" element="lab:findResponse"/></message>
  <portType name="port"><operation name="find"><input message="lab:find"/><output message="lab:found"/></operation></portType>
  <binding name="binding" type="lab:port">
    <s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="find"><input><s:body use="literal"/></input><output><s:body use="literal"/></output></operation>
  </binding>
  <service name="service"><port name="port" binding="lab:binding"><s:address location="http://127.0.0.1:28610/"/></port></service>
</definitions>
W
cat >service.py <<'P'
"""Answers with the people of the case that is asked for."""
import http.server
import re

PERSON = {"no number": "<userid>anna</userid>", "empty": "<userid>anna</userid><number/>",
          "nil": '<userid>anna</userid><number xsi:nil="true"/>', "a blank": "<userid>anna</userid><number> </number>",
          "blanks around": "<userid> anna</userid><number>1 </number>", "two lines": "<userid>anna</userid><number>1&#10;2</number>",
          "no groups": "<userid>anna</userid><groups/>"}
ENVELOPE = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>
<lab:findResponse xmlns:lab="urn:lab.example:people"><people>{}</people></lab:findResponse></s:Body></s:Envelope>"""


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        title = re.search(r"title>([^<]*)<", self.rfile.read(int(self.headers["Content-Length"])).decode())[1]
        reply = ENVELOPE.format(f"<person>{PERSON[title]}</person>" if title in PERSON else "").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)


if __name__ == "__main__":
    http.server.HTTPServer(("127.0.0.1", 28610), Service).serve_forever()
P
cat >ask.py <<'P'
import json
import os
import sys

import suds.client
import zeep
import zeep.helpers


def plain(value):
    return {name: plain(one) for name, one in value} if hasattr(value, "__keylist__") else [plain(one) for one in value] \
        if isinstance(value, list) else value


by_zeep = zeep.Client("people.wsdl").service
by_suds = suds.client.Client(f"file://{os.getcwd()}/people.wsdl", cache=None).service
for title in sys.argv[1:]:
    print(f"zeep\t{title}\t{json.dumps(zeep.helpers.serialize_object(by_zeep.find(title=title), dict))}")
    print(f"suds\t{title}\t{json.dumps(plain(by_suds.find(title)))}")
P
cat >ask.cjs <<'J'
const { createClientAsync } = require('soap'), { soap: strong } = require('strong-soap')
strong.createClient('people.wsdl', {}, async (_, byStrong) => {
  const bySoap = await createClientAsync('people.wsdl')
  for (const title of process.argv.slice(2)) {
    console.log(`soap\t${title}\t${JSON.stringify((await bySoap.findAsync({ title }))[0])}`)
    const reply = await new Promise(resolve => byStrong.find({ title }, (_, reply) => resolve(reply)))
    console.log(`strong-soap\t${title}\t${JSON.stringify(reply)}`)
  }
})
J
cat >ask.php <<'H'
<?php
$client = new SoapClient('people.wsdl');
foreach (array_slice($argv, 1) as $title) echo "PHP\t$title\t", json_encode($client->find(['title' => $title])), "\n";
H
cat >show.py <<'P'
import json
import sys

rows = {}
for line in sys.stdin:
    library, title, reply = line.rstrip("\n").split("\t")
    reply = json.loads(reply)
    if isinstance(reply, dict) and "people" in reply:
        reply = reply["people"]
    if isinstance(reply, dict) and "person" in reply:
        reply = reply["person"]
    person = reply[0] if isinstance(reply, list) and reply else reply
    shown = ", ".join(f"{name} {json.dumps(value)}" for name, value in person.items()) if isinstance(person, dict) else json.dumps(person)
    rows.setdefault(title, {}).setdefault(shown or "{}", []).append(library)
for title, readings in rows.items():
    for shown, libraries in readings.items():
        print(f"{title}: {shown}: {', '.join(libraries)}")
P
serve service python3 service.py
listening 28610
titles=('nobody' 'no number' empty nil 'a blank' 'blanks around' 'two lines' 'no groups')
php() { unpacked php8.2 -n -d "extension_dir=$(echo "$work"/usr/lib/php/2*)" -d extension=soap -d soap.wsdl_cache_enabled=0 "$@"; }
{
    venv/bin/python ask.py "${titles[@]}"
    node ask.cjs "${titles[@]}"
    php ask.php "${titles[@]}"
} >replies 2>ask.log
seen=$(python3 show.py <replies)
expect "$seen" 'nobody: null: zeep, soap
nobody: "": suds
nobody: {}: strong-soap, PHP
no number: userid "anna", number null, groups null: zeep
no number: userid "anna": suds, soap, strong-soap, PHP
empty: userid "anna", number null, groups null: zeep
empty: userid "anna", number null: suds
empty: userid "anna", number "": soap, PHP
empty: userid "anna": strong-soap
nil: userid "anna", number null, groups null: zeep
nil: userid "anna", number null: suds, strong-soap, PHP
nil: userid "anna": soap
a blank: userid "anna", number " ", groups null: zeep
a blank: userid "anna", number " ": suds, PHP
a blank: userid "anna", number "": soap
a blank: userid "anna": strong-soap
blanks around: userid " anna", number "1 ", groups null: zeep
blanks around: userid " anna", number "1 ": suds, PHP
blanks around: userid "anna", number "1": soap, strong-soap
two lines: userid "anna", number "1\n2", groups null: zeep
two lines: userid "anna", number "1\n2": suds, soap, strong-soap, PHP
no groups: userid "anna", number null, groups null: zeep
no groups: userid "anna", groups "": suds
no groups: userid "anna", groups null: soap
no groups: userid "anna": strong-soap
no groups: userid "anna", groups {}: PHP'
