#!/usr/bin/env bash
# a-service-that-has-moved.sh : a SOAP service that sends its clients to another address, by five statuses, by five libraries.
#
# PyPI zeep 4.3.3 and suds 1.2.0; npm soap 1.13.0 and strong-soap 5.0.10; SoapClient of PHP 8.2 (Debian 12). Seen on 2026-11-30.
#
# A proxy or a server that is not the first of its cluster may send clients elsewhere. One would guess that a library for SOAP, which
# only ever asks by POST, asks there what it was asking, or gives up. What happens: with 301 and 302, which proxies and servers send, all
# but PHP go there by GET and without the question, and take what they get for the answer: of a real service that is its page or an
# error that has nothing to do with the cause. 307 and 308 are there to keep the question (RFC 9110 section 15.4.8); suds takes them for
# errors, and strong-soap, which is right with 307, drops the question with 308. PHP asks by POST also where it is told to use GET (303).
. "$(dirname "$0")/lab/lab.bash"
. "$lab/soap.bash"
soap_libraries
python3 - >cases.json <<'P'
import json

there = {"Location": "http://127.0.0.1:18234/another", "Connection": "close"}
print(json.dumps({str(status): {"status": status, "headers": there} for status in (301, 302, 303, 307, 308)}))
P
soap_service 18234 ''
seen=$(soap_readings)
expect "$seen" '301: [{"userid": "GET without the question", "groups": null}]: zeep
301: [{"userid": "GET without the question"}]: suds, soap, strong-soap
301: {"userid": "POST with the question"}: PHP
302: [{"userid": "GET without the question", "groups": null}]: zeep
302: [{"userid": "GET without the question"}]: suds, soap, strong-soap
302: {"userid": "POST with the question"}: PHP
303: [{"userid": "GET without the question", "groups": null}]: zeep
303: [{"userid": "GET without the question"}]: suds, soap, strong-soap
303: {"userid": "POST with the question"}: PHP
307: [{"userid": "POST with the question", "groups": null}]: zeep
307: error, Exception (307, '\''Temporary Redirect'\''): suds
307: [{"userid": "POST with the question"}]: soap, strong-soap
307: {"userid": "POST with the question"}: PHP
308: [{"userid": "POST with the question", "groups": null}]: zeep
308: error, Exception (308, '\''Permanent Redirect'\''): suds
308: [{"userid": "POST with the question"}]: soap
308: [{"userid": "GET without the question"}]: strong-soap
308: {"userid": "POST with the question"}: PHP'
