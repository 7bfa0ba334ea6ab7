#!/usr/bin/env bash
# a-guard-against-formulas.sh : people written as CSV with the guard against formulas that five libraries have.
#
# npm papaparse 5.7.1 (escapeFormulae), csv-stringify 6.9.0 (escape_formulas), json-2-csv 5.6.0 (preventCsvInjection) and @json2csv/plainjs
# 7.0.8 (stringExcel); PyPI defusedcsv 3.0.0. Seen on 2026-11-30.
#
# What begins with =, +, - or @ may be a formula to a program for sheets, and who exports data of others is told to turn a guard on.
# One would guess that a guard knows numbers, as telephone numbers begin with +, or that it marks them all in one way that one can
# take off. What happens: csv-stringify, papaparse and defusedcsv put an apostrophe before each number of the form +49..., which is then
# part of it for whatever reads the file; defusedcsv leaves -12 alone and not +49301000, and puts a backslash before a bar.
# json-2-csv leaves +49301000 alone and takes the plus off +49 30 1000, the @ off @anna, and the whole of a number "-", and does not say
# so: what is in the file is another number, and nobody sees that it was changed. @json2csv makes formulas of everything, ="+49301000".
. "$(dirname "$0")/lab/lab.bash"
python_packages defusedcsv==3.0.0
node_packages papaparse@5.7.1 csv-stringify@6.9.0 json-2-csv@5.6.0 @json2csv/plainjs@7.0.8 @json2csv/formatters@7.0.8
cat >values <<'T'
+49301000
+49 30 1000
-12
-
@anna
=Archer
|12
(+49) 30 1000
T
cat >write.cjs <<'J'
const Papa = require('papaparse'), { stringify } = require('csv-stringify/sync'), { json2csv } = require('json-2-csv')
const { Parser } = require('@json2csv/plainjs'), { stringExcel } = require('@json2csv/formatters')
const WRITERS = {
  papaparse: value => Papa.unparse([['anna', value]], { escapeFormulae: true }),
  'csv-stringify': value => stringify([['anna', value]], { escape_formulas: true }),
  'json-2-csv': value => json2csv([{ uid: 'anna', number: value }], { preventCsvInjection: true }).split('\n')[1],
  '@json2csv': value => new Parser({ header: false, formatters: { string: stringExcel } }).parse([{ uid: 'anna', number: value }])
}
for (const value of require('fs').readFileSync('values', 'utf8').trim().split('\n')) {
  for (const [name, write] of Object.entries(WRITERS)) console.log([name, value, write(value).trim()].join('\t'))
}
J
cat >write.py <<'P'
import io

from defusedcsv import csv

for value in open("values").read().splitlines():
    file = io.StringIO()
    csv.writer(file).writerow(["anna", value])
    print("defusedcsv", value, file.getvalue().strip(), sep="\t")
P
# The files as a reader of CSV sees them, which knows of no guard.
read='import csv, sys
for line in sys.stdin:
    writer, value, written = line.rstrip("\n").split("\t")
    print(writer, value, next(csv.reader([written]))[1] or "nothing", sep="\t")'
{ node write.cjs && venv/bin/python write.py; } | python3 -c "$read" >readings
seen=$(alike values readings)
expect "$seen" '+49301000 = '\''+49301000: papaparse, csv-stringify, defusedcsv
+49301000 = +49301000: json-2-csv
+49301000 = ="+49301000": @json2csv
+49 30 1000 = '\''+49 30 1000: papaparse, csv-stringify, defusedcsv
+49 30 1000 = 49 30 1000: json-2-csv
+49 30 1000 = ="+49 30 1000": @json2csv
-12 = '\''-12: papaparse, csv-stringify
-12 = -12: json-2-csv, defusedcsv
-12 = ="-12": @json2csv
- = '\''-: papaparse, csv-stringify, defusedcsv
- = nothing: json-2-csv
- = ="-": @json2csv
@anna = '\''@anna: papaparse, csv-stringify, defusedcsv
@anna = anna: json-2-csv
@anna = ="@anna": @json2csv
=Archer = '\''=Archer: papaparse, csv-stringify, defusedcsv
=Archer = Archer: json-2-csv
=Archer = ="=Archer": @json2csv
|12 = |12: papaparse, csv-stringify, json-2-csv
|12 = ="|12": @json2csv
|12 = '\''\|12: defusedcsv
(+49) 30 1000 = (+49) 30 1000: papaparse, csv-stringify, json-2-csv, defusedcsv
(+49) 30 1000 = ="(+49) 30 1000": @json2csv'
