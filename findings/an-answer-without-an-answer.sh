#!/usr/bin/env bash
# an-answer-without-an-answer.sh : what comes from a SOAP service that is restarting, logged out or behind a proxy, by five libraries.
#
# PyPI zeep 4.3.3 and suds 1.2.0; npm soap 1.13.0 and strong-soap 5.0.10; SoapClient of PHP 8.2 (Debian 12). Seen on 2026-11-30.
#
# A service that is asked for people may answer with a page for a login, with 401 or 503 and a page, or with nothing. One would guess
# that each of these is an error, as what was asked for is not there, and that the error tells one from the other. What happens: to
# strong-soap a page is the answer null, without an error: a wrong password, a service that is overloaded and a proxy that asks for a
# login are all "no people". So is an empty answer to suds, PHP and soap ({}), which have null, "" and {} for nobody too, each in its
# way. zeep says "Unknown fault occured" to 401, 500 and 503 alike, soap "Cannot parse response"; suds and PHP tell them apart. A fault
# that comes with 400 and not with 500 is none to suds, which drops what it says.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/soap.bash"
soap_libraries
python3 - >cases.json <<'P'
import json

PAGE = "<html><body><form action='/login'>Log in</form></body></html>"
FAULT = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode>
<faultstring>no such user</faultstring></s:Fault></s:Body></s:Envelope>"""
XML = {"Content-Type": "text/xml; charset=utf-8"}
print(json.dumps({
    "nobody": [], "a page, 200": {"status": 200, "body": PAGE}, "a page, 401": {"status": 401, "body": PAGE},
    "a page, 500": {"status": 500, "body": PAGE}, "a page, 503": {"status": 503, "body": PAGE},
    "empty, 200": {"status": 200, "headers": XML}, "empty, 202": {"status": 202, "headers": XML},
    "a fault, 500": {"status": 500, "body": FAULT, "headers": XML}, "a fault, 400": {"status": 400, "body": FAULT, "headers": XML}}))
P
soap_service 18233 ''
seen=$(soap_readings)
expect "$seen" 'nobody: null: zeep, soap
nobody: "": suds
nobody: {}: strong-soap, PHP
a page, 200: error, XMLSyntaxError The XML returned by the server does not conta: zeep
a page, 200: error, AttributeError '\''NoneType'\'' object has no attribute '\''promotePr: suds
a page, 200: error, Cannot parse response: soap
a page, 200: null: strong-soap
a page, 200: error, Wrong Version: PHP
a page, 401: error, Fault Unknown fault occured: zeep
a page, 401: error, Exception (401, '\''Unauthorized'\''): suds
a page, 401: error, Cannot parse response: soap
a page, 401: null: strong-soap
a page, 401: error, Unauthorized: PHP
a page, 500: error, Fault Unknown fault occured: zeep
a page, 500: error, Exception (500, '\''Internal Server Error'\''): suds
a page, 500: error, Cannot parse response: soap
a page, 500: null: strong-soap
a page, 500: error, Internal Server Error: PHP
a page, 503: error, Fault Unknown fault occured: zeep
a page, 503: error, Exception (503, '\''Service Unavailable'\''): suds
a page, 503: error, Cannot parse response: soap
a page, 503: null: strong-soap
a page, 503: error, Service Unavailable: PHP
empty, 200: error, TransportError Server returned response (200) with invalid X: zeep
empty, 200: null: suds, strong-soap, PHP
empty, 200: {}: soap
empty, 202: null: zeep, suds, strong-soap, PHP
empty, 202: {}: soap
a fault, 500: error, Fault no such user: zeep
a fault, 500: error, WebFault Server raised fault: '\''no such user'\'': suds
a fault, 500: error, s:Server: no such user: soap
a fault, 500: error, faultcode: s:Server faultstring: no such user: strong-soap
a fault, 500: error, no such user: PHP
a fault, 400: error, Fault no such user: zeep
a fault, 400: error, Exception (400, '\''Bad Request'\''): suds
a fault, 400: error, s:Server: no such user: soap
a fault, 400: error, faultcode: s:Server faultstring: no such user: strong-soap
a fault, 400: error, no such user: PHP'
