#!/usr/bin/env bash
# a-second-column-for-the-number.sh : exports of people with two columns for numbers, called alike, read by fourteen libraries.
#
# Python 3.11 (csv.DictReader); PyPI pandas 3.1.1, polars 2.1.0, duckdb 2.0.1, csvkit 2.2.0 (csvjson), tablib 3.10.0 and clevercsv 0.8.5;
# npm papaparse 5.7.1, csv-parse 7.0.3, csv-parser 3.2.1, csvtojson 2.0.14, d3-dsv 3.0.2, fast-csv 5.0.8 and xlsx 0.18.5; Miller 6.6.0
# (Debian 12). Seen on 2026-11-30.
#
# Exports have two columns of one heading, where a person may have two numbers. One would guess that a library refuses this, or gives the
# first one to who asks for the number. What happens: seven give the second one, and no number where it is empty, without an error; one
# refuses. The others rename the second, in four ways, and DuckDB and xlsx thereby rename a third, which had that name. A heading with
# a dot is a level of its own to Miller, where it writes JSON, and to csvtojson: of "phone" and "phone.work" one takes the place of the
# other, so that a number is lost though the headings differ, and which one depends on the order of the columns.
. "$(dirname "$0")/lab/lab.bash"
debs miller=6.6.0-
needs mlr
python_packages pandas==3.1.1 polars==2.1.0 duckdb==2.0.1 csvkit==2.2.0 tablib==3.10.0 clevercsv==0.8.5
node_packages papaparse@5.7.1 csv-parse@7.0.3 csv-parser@3.2.1 csvtojson@2.0.14 d3-dsv@3.0.2 fast-csv@5.0.8 xlsx@0.18.5
cat >exports <<'T'
uid,phone,phone\nanna,8901,8902
uid,phone,phone\nanna,8901,
uid,phone,phone,phone_1\nanna,8901,8902,8903
uid,phone,phone.work\nanna,8901,8902
uid,phone.work,phone\nanna,8901,8902
uid,phone.1,phone.2\nanna,8901,8902
T
cat >read.py <<'P'
import csv
import json
import subprocess
import warnings

import clevercsv
import duckdb
import pandas
import polars
import tablib

warnings.simplefilter("ignore")


def by_csv():
    with open("people", newline="") as file:
        return next(csv.DictReader(file))


def by_duckdb():
    made = duckdb.sql("select * from read_csv('people', header=true, delim=',', all_varchar=true)")
    return dict(zip(made.columns, made.fetchall()[0]))


def run(*command):
    return json.loads(subprocess.check_output(command, stderr=subprocess.DEVNULL))[0]


READERS = {
    "Python": by_csv,
    "pandas": lambda: pandas.read_csv("people", dtype=str, keep_default_na=False).to_dict("records")[0],
    "polars": lambda: polars.read_csv("people", infer_schema=False).to_dicts()[0],
    "DuckDB": by_duckdb,
    "csvkit": lambda: run("venv/bin/csvjson", "-I", "people"),
    "tablib": lambda: tablib.Dataset().load(open("people").read(), format="csv").dict[0],
    "clevercsv": lambda: clevercsv.read_dicts("people")[0],
    "Miller": lambda: run("mlr", "-S", "--icsv", "--ojson", "cat", "people"),
}
for export in open("exports").read().splitlines():
    with open("people", "w") as file:
        file.write(export.replace(r"\n", "\n") + "\n")
    for name, reader in READERS.items():
        print(name, export, json.dumps(dict(reader()), separators=(",", ":")).replace('"', ""), sep="\t")
P
cat >read.cjs <<'J'
const fs = require('fs')
const streamed = stream => new Promise((resolve, reject) => stream.on('data', resolve).on('end', () => resolve('nobody')).on('error', reject))
const xlsx = require('xlsx')
const readers = {
  papaparse: text => require('papaparse').parse(text, { header: true }).data[0],
  'csv-parse': text => require('csv-parse/sync').parse(text, { columns: true })[0],
  'csv-parser': () => streamed(fs.createReadStream('people').pipe(require('csv-parser')())),
  csvtojson: text => require('csvtojson')().fromString(text).then(rows => rows[0]),
  d3: text => require('d3-dsv').csvParse(text)[0],
  'fast-csv': text => streamed(require('fast-csv').parseString(text, { headers: true })),
  xlsx: text => xlsx.utils.sheet_to_json(xlsx.read(text, { type: 'string', raw: true }).Sheets.Sheet1)[0]
}
const all = async () => {
  for (const line of fs.readFileSync('exports', 'utf8').trimEnd().split('\n')) {
    const text = line.replaceAll('\\n', '\n') + '\n'
    fs.writeFileSync('people', text)
    for (const [name, reader] of Object.entries(readers)) {
      const read = await (async () => reader(text))().catch(() => 'refused')
      console.log([name, line, JSON.stringify(read).replaceAll('"', '')].join('\t'))
    }
  }
}
all()
J
{
    venv/bin/python read.py
    node read.cjs 2>/dev/null
} >readings
seen=$(alike exports readings)
expect "$seen" 'uid,phone,phone\nanna,8901,8902 = {uid:anna,phone:8902}: Python, tablib, clevercsv, csv-parse, csv-parser, csvtojson, d3
uid,phone,phone\nanna,8901,8902 = {uid:anna,phone:8901,phone.1:8902}: pandas
uid,phone,phone\nanna,8901,8902 = {uid:anna,phone:8901,phone_duplicated_0:8902}: polars
uid,phone,phone\nanna,8901,8902 = {uid:anna,phone:8901,phone_1:8902}: DuckDB, papaparse, xlsx
uid,phone,phone\nanna,8901,8902 = {uid:anna,phone:8901,phone_2:8902}: csvkit, Miller
uid,phone,phone\nanna,8901,8902 = refused: fast-csv
uid,phone,phone\nanna,8901, = {uid:anna,phone:}: Python, tablib, clevercsv, csv-parse, csv-parser, csvtojson, d3
uid,phone,phone\nanna,8901, = {uid:anna,phone:8901,phone.1:}: pandas
uid,phone,phone\nanna,8901, = {uid:anna,phone:8901,phone_duplicated_0:null}: polars
uid,phone,phone\nanna,8901, = {uid:anna,phone:8901,phone_1:null}: DuckDB
uid,phone,phone\nanna,8901, = {uid:anna,phone:8901,phone_2:null}: csvkit
uid,phone,phone\nanna,8901, = {uid:anna,phone:8901,phone_2:}: Miller
uid,phone,phone\nanna,8901, = {uid:anna,phone:8901,phone_1:}: papaparse
uid,phone,phone\nanna,8901, = refused: fast-csv
uid,phone,phone\nanna,8901, = {uid:anna,phone:8901}: xlsx
uid,phone,phone,phone_1\nanna,8901,8902,8903 = {uid:anna,phone:8902,phone_1:8903}: Python, tablib, clevercsv, csv-parse, csv-parser, csvtojson, d3
uid,phone,phone,phone_1\nanna,8901,8902,8903 = {uid:anna,phone:8901,phone.1:8902,phone_1:8903}: pandas
uid,phone,phone,phone_1\nanna,8901,8902,8903 = {uid:anna,phone:8901,phone_duplicated_0:8902,phone_1:8903}: polars
uid,phone,phone,phone_1\nanna,8901,8902,8903 = {uid:anna,phone:8901,phone_1:8902,phone_1_1:8903}: DuckDB, xlsx
uid,phone,phone,phone_1\nanna,8901,8902,8903 = {uid:anna,phone:8901,phone_2:8902,phone_1:8903}: csvkit, Miller, papaparse
uid,phone,phone,phone_1\nanna,8901,8902,8903 = refused: fast-csv
uid,phone,phone.work\nanna,8901,8902 = {uid:anna,phone:8901,phone.work:8902}: Python, pandas, polars, DuckDB, csvkit, tablib, clevercsv, papaparse, csv-parse, csv-parser, d3, fast-csv, xlsx
uid,phone,phone.work\nanna,8901,8902 = {uid:anna,phone:{work:8902}}: Miller, csvtojson
uid,phone.work,phone\nanna,8901,8902 = {uid:anna,phone.work:8901,phone:8902}: Python, pandas, polars, DuckDB, csvkit, tablib, clevercsv, papaparse, csv-parse, csv-parser, d3, fast-csv, xlsx
uid,phone.work,phone\nanna,8901,8902 = {uid:anna,phone:8902}: Miller, csvtojson
uid,phone.1,phone.2\nanna,8901,8902 = {uid:anna,phone.1:8901,phone.2:8902}: Python, pandas, polars, DuckDB, csvkit, tablib, clevercsv, papaparse, csv-parse, csv-parser, d3, fast-csv, xlsx
uid,phone.1,phone.2\nanna,8901,8902 = {uid:anna,phone:[8901,8902]}: Miller
uid,phone.1,phone.2\nanna,8901,8902 = {uid:anna,phone:[null,8901,8902]}: csvtojson'
