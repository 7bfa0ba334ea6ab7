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
. "$lab/soap.bash"
soap_libraries
cat >cases.json <<'J'
{"nobody": [],
 "no number": ["<userid>anna</userid>"],
 "empty": ["<userid>anna</userid><number/>"],
 "nil": ["<userid>anna</userid><number xsi:nil=\"true\"/>"],
 "a blank": ["<userid>anna</userid><number> </number>"],
 "blanks around": ["<userid> anna</userid><number>1 </number>"],
 "two lines": ["<userid>anna</userid><number>1&#10;2</number>"],
 "no groups": ["<userid>anna</userid><groups/>"]}
J
soap_service 28610 '<x:element name="number" type="x:string" minOccurs="0" nillable="true"/>'
seen=$(soap_readings --first)
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
