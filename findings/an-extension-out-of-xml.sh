#!/usr/bin/env bash
# an-extension-out-of-xml.sh : an answer of a SOAP service about a person, by six libraries that read XML without a WSDL.
#
# PyPI xmltodict 1.0.4, lxml 6.1.3 (objectify) and xmljson 0.2.1 (parker); npm fast-xml-parser 5.12.1, xml2js 0.6.2 and xml-js 1.6.11. Seen
# on 2026-11-30.
#
# Scripts often read what a SOAP service answers as plain XML. One would guess that a library which does not know the WSDL leaves what
# stands there as it is, as everything is text to it; and that one which makes numbers leaves those with a zero in front alone, as it
# would lose something, and above all what the sender has marked as text (CDATA). What happens: three of six make numbers of everything
# that looks like one, so that the users 0815 and 815 become one, as do versions 12.1 and 12.10, and +49301000 loses its plus. What looks
# like one differs: 12e5 is 1200000 to xmljson and fast-xml-parser, 0x1f is 31 to fast-xml-parser, 1_000 is 1000 to xmljson, and a user
# called nan is "not a number" to lxml. xml-js has CDATA in another place than text. xmltodict takes blanks off.
. "$(dirname "$0")/lab/lab.bash"
python_packages xmltodict==1.0.4 lxml==6.1.3 xmljson==0.2.1
node_packages fast-xml-parser@5.12.1 xml2js@0.6.2 xml-js@1.6.11
cat >values <<'T'
8901
0815
<![CDATA[0815]]>
+49301000
030/1000
*8901
12e5
0x1f
1_000
12.10
nan
true
 8901 
12345678901234567890
T
cat >read.py <<'P'
import xmljson
import xmltodict
from lxml import etree, objectify


def shown(value):
    """A float as JavaScript shows it."""
    return value if isinstance(value, str) else f"{value:.15g}, no string" if isinstance(value, float) else f"{value}, no string".lower()


for value in open("values").read().rstrip("\n").split("\n"):
    text = f"<user><userid>{value}</userid></user>"
    for name, read in (("xmltodict", xmltodict.parse(text)["user"]["userid"]), ("objectify", objectify.fromstring(text).userid.pyval),
                       ("xmljson", xmljson.parker.data(etree.fromstring(text))["userid"])):
        print(name, value, shown(read), sep="\t")
P
cat >read.cjs <<'J'
const { XMLParser } = require('fast-xml-parser'), xml2js = require('xml2js'), xmljs = require('xml-js')
const shown = value => typeof value === 'string' ? value : `${value}, no string`
for (const value of require('fs').readFileSync('values', 'utf8').replace(/\n$/, '').split('\n')) {
  const text = `<user><userid>${value}</userid></user>`
  console.log(`fast-xml-parser\t${value}\t${shown(new XMLParser().parse(text).user.userid)}`)
  xml2js.parseString(text, (error, read) => console.log(`xml2js\t${value}\t${shown(read.user.userid[0])}`))
  const { _text } = xmljs.xml2js(text, { compact: true }).user.userid
  console.log(`xml-js\t${value}\t${_text === undefined ? 'no _text' : shown(_text)}`)
}
J
{
    venv/bin/python read.py
    node read.cjs
} >readings
seen=$(alike values readings)
expect "$seen" '8901 = 8901: xmltodict, xml2js, xml-js
8901 = 8901, no string: objectify, xmljson, fast-xml-parser
0815 = 0815: xmltodict, xml2js, xml-js
0815 = 815, no string: objectify, xmljson, fast-xml-parser
<![CDATA[0815]]> = 0815: xmltodict, xml2js
<![CDATA[0815]]> = 815, no string: objectify, xmljson, fast-xml-parser
<![CDATA[0815]]> = no _text: xml-js
+49301000 = +49301000: xmltodict, xml2js, xml-js
+49301000 = 49301000, no string: objectify, xmljson, fast-xml-parser
030/1000 = 030/1000: xmltodict, objectify, xmljson, fast-xml-parser, xml2js, xml-js
*8901 = *8901: xmltodict, objectify, xmljson, fast-xml-parser, xml2js, xml-js
12e5 = 12e5: xmltodict, objectify, xml2js, xml-js
12e5 = 1200000, no string: xmljson, fast-xml-parser
0x1f = 0x1f: xmltodict, objectify, xmljson, xml2js, xml-js
0x1f = 31, no string: fast-xml-parser
1_000 = 1_000: xmltodict, objectify, fast-xml-parser, xml2js, xml-js
1_000 = 1000, no string: xmljson
12.10 = 12.10: xmltodict, xml2js, xml-js
12.10 = 12.1, no string: objectify, xmljson, fast-xml-parser
nan = nan: xmltodict, xmljson, fast-xml-parser, xml2js, xml-js
nan = nan, no string: objectify
true = true: xmltodict, xml2js, xml-js
true = true, no string: objectify, xmljson, fast-xml-parser
 8901  = 8901: xmltodict
 8901  = 8901, no string: objectify, xmljson, fast-xml-parser
 8901  =  8901 : xml2js, xml-js
12345678901234567890 = 12345678901234567890: xmltodict, fast-xml-parser, xml2js, xml-js
12345678901234567890 = 12345678901234567890, no string: objectify, xmljson'
