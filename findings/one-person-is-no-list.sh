#!/usr/bin/env bash
# one-person-is-no-list.sh : replies of a SOAP service with one person and with two, and texts with an attribute, by five libraries.
#
# PyPI zeep 4.3.3 and suds 1.2.0; npm soap 1.13.0 and strong-soap 5.0.10; SoapClient of PHP 8.2 (Debian 12). Seen on 2026-11-30.
#
# Replies of call manager's AXL are of this kind: any number of people, and texts that name something and may have the attribute uuid
# with its identifier. One would guess that a library which has the WSDL makes a list of what may be several, and that a text which may
# have an attribute has one shape, as the program that reads it is written once. What happens: PHP has a list for two people, and for
# one the person herself, so that a loop over people goes over her attributes. suds and both of npm have an object where the
# attribute is there, and where it is not, the bare text: `pool.value` is what it is for most, and nothing for the others. Only
# zeep's shapes stay, and all five have other names for the text and the attribute. Both of npm take blanks off the text.
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
      <x:element name="pool" type="lab:Named" minOccurs="0"/>
      <x:element name="groups" type="lab:Groups" minOccurs="0"/>
    </x:sequence></x:complexType>
    <x:complexType name="Named"><x:simpleContent><x:extension base="x:string">
      <x:attribute name="uuid" type="x:string"/>
    </x:extension></x:simpleContent></x:complexType>
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
  <service name="service"><port name="port" binding="lab:binding"><s:address location="http://127.0.0.1:28611/"/></port></service>
</definitions>
W
cat >service.py <<'P'
"""Answers with the people of the case that is asked for."""
import http.server
import re

ANNA = "<userid>anna</userid>"
PEOPLE = {"one": [ANNA], "two": [ANNA, "<userid>berta</userid>"], "one group": [ANNA + "<groups><group>a</group></groups>"],
          "two groups": [ANNA + "<groups><group>a</group><group>b</group></groups>"], "a pool": [ANNA + '<pool uuid="{1}">main</pool>'],
          "a pool without its attribute": [ANNA + "<pool>main</pool>"],
          "a pool of blanks": [ANNA + '<pool uuid="{1}"> main </pool>']}
ENVELOPE = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>
<lab:findResponse xmlns:lab="urn:lab.example:people"><people>{}</people></lab:findResponse></s:Body></s:Envelope>"""


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        title = re.search(r"title>([^<]*)<", self.rfile.read(int(self.headers["Content-Length"])).decode())[1]
        reply = ENVELOPE.format("".join(f"<person>{one}</person>" for one in PEOPLE[title])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)


if __name__ == "__main__":
    http.server.HTTPServer(("127.0.0.1", 28611), Service).serve_forever()
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
    shown = json.dumps(reply)
    rows.setdefault(title, {}).setdefault(shown, []).append(library)
for title, readings in rows.items():
    for shown, libraries in readings.items():
        print(f"{title}: {shown}: {', '.join(libraries)}")
P
serve service python3 service.py
listening 28611
titles=(one two 'one group' 'two groups' 'a pool' 'a pool without its attribute' 'a pool of blanks')
php() { unpacked php8.2 -n -d "extension_dir=$(echo "$work"/usr/lib/php/2*)" -d extension=soap -d soap.wsdl_cache_enabled=0 "$@"; }
{
    venv/bin/python ask.py "${titles[@]}"
    node ask.cjs "${titles[@]}"
    php ask.php "${titles[@]}"
} >replies 2>ask.log
seen=$(python3 show.py <replies)
expect "$seen" 'one: [{"userid": "anna", "pool": null, "groups": null}]: zeep
one: [{"userid": "anna"}]: suds, soap, strong-soap
one: {"userid": "anna"}: PHP
two: [{"userid": "anna", "pool": null, "groups": null}, {"userid": "berta", "pool": null, "groups": null}]: zeep
two: [{"userid": "anna"}, {"userid": "berta"}]: suds, soap, strong-soap, PHP
one group: [{"userid": "anna", "pool": null, "groups": {"group": ["a"]}}]: zeep
one group: [{"userid": "anna", "groups": {"group": ["a"]}}]: suds, soap, strong-soap
one group: {"userid": "anna", "groups": {"group": "a"}}: PHP
two groups: [{"userid": "anna", "pool": null, "groups": {"group": ["a", "b"]}}]: zeep
two groups: [{"userid": "anna", "groups": {"group": ["a", "b"]}}]: suds, soap, strong-soap
two groups: {"userid": "anna", "groups": {"group": ["a", "b"]}}: PHP
a pool: [{"userid": "anna", "pool": {"_value_1": "main", "uuid": "{1}"}, "groups": null}]: zeep
a pool: [{"userid": "anna", "pool": {"value": "main", "_uuid": "{1}"}}]: suds
a pool: [{"userid": "anna", "pool": {"attributes": {"uuid": "{1}"}, "$value": "main"}}]: soap
a pool: [{"userid": "anna", "pool": {"$attributes": {"uuid": "{1}"}, "$value": "main"}}]: strong-soap
a pool: {"userid": "anna", "pool": {"_": "main", "uuid": "{1}"}}: PHP
a pool without its attribute: [{"userid": "anna", "pool": {"_value_1": "main", "uuid": null}, "groups": null}]: zeep
a pool without its attribute: [{"userid": "anna", "pool": "main"}]: suds, soap, strong-soap
a pool without its attribute: {"userid": "anna", "pool": {"_": "main"}}: PHP
a pool of blanks: [{"userid": "anna", "pool": {"_value_1": " main ", "uuid": "{1}"}, "groups": null}]: zeep
a pool of blanks: [{"userid": "anna", "pool": {"value": " main ", "_uuid": "{1}"}}]: suds
a pool of blanks: [{"userid": "anna", "pool": {"attributes": {"uuid": "{1}"}, "$value": "main"}}]: soap
a pool of blanks: [{"userid": "anna", "pool": {"$attributes": {"uuid": "{1}"}, "$value": "main"}}]: strong-soap
a pool of blanks: {"userid": "anna", "pool": {"_": " main ", "uuid": "{1}"}}: PHP'
