#!/usr/bin/env bash
# a-field-left-alone.sh : a person is changed by SOAP, with a field that is null, empty, false or unknown, by five libraries.
#
# PyPI zeep 4.3.3 and suds 1.2.0; npm soap 1.13.0 and strong-soap 5.0.10; SoapClient of PHP 8.2 (Debian 12). Seen on 2026-11-30.
#
# Where a service changes people, a field that is not sent is left as it is, an empty one is emptied, and one that is nil is taken
# away. One would guess that null is not sent, or is nil where the WSDL allows that (nillable); and that values are sent as they are,
# or refused. What happens: null is left out by zeep, suds and PHP. strong-soap sends an empty element, so the number of whoever
# has none in the program's table is emptied on the server; soap sends nil also where the WSDL has none. With zeep and suds nil
# cannot be said by null even where it may. The word "false" is true to PHP, and "" is false to it and to zeep. PHP makes 815 of a
# PIN "0815", and drops a field that the WSDL does not have in silence, where npm's two send it. A list with null in it zeep and suds
# refuse, and the others send a device without a name.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/soap.bash"
soap_libraries
cat >cases.json <<'J'
[{"telephoneNumber": null}, {"telephoneNumber": ""}, {"telephoneNumber": true}, {"manager": null}, {"manager": ""},
 {"presence": null}, {"presence": ""}, {"presence": "false"}, {"pin": "0815"}, {"pin": ""}, {"device": ["A", "", null]},
 {"department": "Sales"}]
J
# The service of the lab, with another operation.
soap_wsdl 18231 '' | sed "s/find/update/g; s|<x:element name=\"title\".*/>|$(tr -d '\n' <<'W'
<x:element name="userid" type="x:string"/><x:element name="telephoneNumber" type="x:string" minOccurs="0"/>
<x:element name="manager" type="x:string" minOccurs="0" nillable="true"/><x:element name="presence" type="x:boolean" minOccurs="0"/>
<x:element name="pin" type="x:int" minOccurs="0"/><x:element name="device" type="x:string" minOccurs="0" maxOccurs="unbounded"/>
W
)&|; s|<x:element name=\"title\".*\"/></x:seq|</x:seq|" >people.wsdl
cat >service.py <<'P'
import http.server
import re

REPLY = b"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><lab:updateResponse
xmlns:lab="urn:lab.example:people"><people/></lab:updateResponse></s:Body></s:Envelope>"""


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with open("asked", "a") as file:
            fields = re.search(r"anna</userid>\s*(.*?)\s*</[^<>]*update>", asked, re.S)[1]
            fields = re.sub(r"<(\w+)([^<>]*)></\1>", r"<\1\2/>", re.sub(r' xmlns:\w+="[^"]*"', "", fields))
            file.write((re.sub(r">\s+<", "><", fields) or "nothing") + "\n")
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(REPLY)))
        self.end_headers()
        self.wfile.write(REPLY)


http.server.HTTPServer(("127.0.0.1", 18231), Service).serve_forever()
P
cat >ask.py <<'P'
import json
import os

import suds.client
import zeep

services = {"zeep": zeep.Client("people.wsdl").service, "suds": suds.client.Client(f"file://{os.getcwd()}/people.wsdl", cache=None).service}
for fields in json.load(open("cases.json")):
    for name, service in services.items():
        try:
            service.update(userid="anna", **fields)
            sent = open("asked").read().splitlines()[-1]
        except Exception:  # each has its own
            sent = "refused by the library"
        print(name, json.dumps(fields), sent, sep="\t")
P
cat >ask.cjs <<'J'
const { createClientAsync } = require('soap'), { soap: strong } = require('strong-soap'), { readFileSync } = require('fs')
const read = name => readFileSync(name, 'utf8').trim().split('\n')
strong.createClient('people.wsdl', {}, async (_, byStrong) => {
  const clients = { soap: await createClientAsync('people.wsdl'), 'strong-soap': byStrong }
  for (const fields of read('lines')) {
    for (const [name, client] of Object.entries(clients)) {
      await new Promise(resolve => client.update({ userid: 'anna', ...JSON.parse(fields) }, resolve))
      console.log(`${name}\t${fields}\t${read('asked').at(-1)}`)
    }
  }
})
J
cat >ask.php <<'H'
<?php
$client = new SoapClient('people.wsdl');
foreach (file('lines', FILE_IGNORE_NEW_LINES) as $fields) {
    $client->update(['userid' => 'anna'] + json_decode($fields, true));
    $asked = file('asked');
    echo "PHP\t$fields\t", end($asked);
}
H
serve service python3 service.py
listening 18231
python3 -c 'import json; [print(json.dumps(one)) for one in json.load(open("cases.json"))]' >lines
{
    venv/bin/python ask.py
    node ask.cjs
    unpacked php8.2 -n -d "extension_dir=$(echo "$work"/usr/lib/php/2*)" -d extension=soap -d soap.wsdl_cache_enabled=0 ask.php
} 2>ask.log >readings
seen=$(alike lines readings)
expect "$seen" '{"telephoneNumber": null} = nothing: zeep, suds, PHP
{"telephoneNumber": null} = <telephoneNumber xsi:nil="true"/>: soap
{"telephoneNumber": null} = <telephoneNumber/>: strong-soap
{"telephoneNumber": ""} = <telephoneNumber/>: zeep, suds, soap, strong-soap, PHP
{"telephoneNumber": true} = <telephoneNumber>True</telephoneNumber>: zeep, suds
{"telephoneNumber": true} = <telephoneNumber>true</telephoneNumber>: soap, strong-soap
{"telephoneNumber": true} = <telephoneNumber>1</telephoneNumber>: PHP
{"manager": null} = nothing: zeep, suds
{"manager": null} = <manager xsi:nil="true"/>: soap, strong-soap, PHP
{"manager": ""} = <manager/>: zeep, suds, soap, strong-soap, PHP
{"presence": null} = nothing: zeep, suds, PHP
{"presence": null} = <presence xsi:nil="true"/>: soap
{"presence": null} = <presence/>: strong-soap
{"presence": ""} = <presence>false</presence>: zeep, PHP
{"presence": ""} = <presence/>: suds, soap, strong-soap
{"presence": "false"} = <presence>false</presence>: zeep, suds, soap, strong-soap
{"presence": "false"} = <presence>true</presence>: PHP
{"pin": "0815"} = <pin>0815</pin>: zeep, suds, soap, strong-soap
{"pin": "0815"} = <pin>815</pin>: PHP
{"pin": ""} = <pin/>: zeep, suds, soap, strong-soap
{"pin": ""} = <pin>0</pin>: PHP
{"device": ["A", "", null]} = refused by the library: zeep, suds
{"device": ["A", "", null]} = <device>A</device><device/><device/>: soap, strong-soap, PHP
{"department": "Sales"} = refused by the library: zeep, suds
{"department": "Sales"} = <department>Sales</department>: soap, strong-soap
{"department": "Sales"} = nothing: PHP'
