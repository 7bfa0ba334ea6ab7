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
. "$lab/soap.bash"
soap_libraries
cat >cases.json <<'J'
{"one": ["<userid>anna</userid>"],
 "two": ["<userid>anna</userid>", "<userid>berta</userid>"],
 "one group": ["<userid>anna</userid><groups><group>a</group></groups>"],
 "two groups": ["<userid>anna</userid><groups><group>a</group><group>b</group></groups>"],
 "a pool": ["<userid>anna</userid><pool uuid=\"{1}\">main</pool>"],
 "a pool without its attribute": ["<userid>anna</userid><pool>main</pool>"],
 "a pool of blanks": ["<userid>anna</userid><pool uuid=\"{1}\"> main </pool>"]}
J
soap_service 28611 '<x:element name="pool" type="lab:Named" minOccurs="0"/>'
seen=$(soap_readings)
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
