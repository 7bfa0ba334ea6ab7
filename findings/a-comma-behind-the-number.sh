#!/usr/bin/env bash
# a-comma-behind-the-number.sh : exports of people with a comma more, or a line of title, than the headings have room for, by nine libraries.
#
# Python 3.11 (csv.DictReader); PyPI pandas 3.1.1, polars 2.1.0 and duckdb 2.0.1; npm papaparse 5.7.1, csvtojson 2.0.14, d3-dsv 3.0.2 and
# csv-parse 7.0.3; Miller 6.6.0 (Debian 12). Seen on 2026-11-30.
#
# Some programs end each line with a comma, others add one by hand, or put a title above. RFC 4180 wants as many fields in each line as in
# the heading, so one would guess that a library refuses a line with more or drops what is too much. What happens: most do. To pandas
# an additional column in the first person's line means that the first column has no heading: all move by one, the surname is the user
# ID, and nobody has a number. It is an error to it only where a later line is the first with a comma. DuckDB is content with a comma in
# all lines or in the last; with one in the first person's line alone, or one missing there, it finds neither headings nor columns, and no
# error. It is the only one to read past a title; to five the title is the heading, and nobody has an ID.
. "$(dirname "$0")/lab/lab.bash"
debs miller=6.6.0-
needs mlr
python_packages pandas==3.1.1 polars==2.1.0 duckdb==2.0.1
node_packages papaparse@5.7.1 csv-parse@7.0.3 csvtojson@2.0.14 d3-dsv@3.0.2
cat >exports <<'T'
uid,sn,phone\nanna,Archer,8901\notto,Berg,8902
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902,
uid,sn,phone,\nanna,Archer,8901,\notto,Berg,8902,
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902
uid,sn,phone\nanna,Archer,8901\notto,Berg,8902,
uid,sn,phone\nanna,Archer\notto,Berg,8902
People\nuid,sn,phone\nanna,Archer,8901\notto,Berg,8902
T
cat >read.py <<'P'
import csv
import json
import subprocess

import duckdb
import pandas
import polars


def by_csv():
    with open("people", newline="") as file:
        return list(csv.DictReader(file))


def by_duckdb():
    made = duckdb.sql("select * from 'people.csv'")
    return [dict(zip(made.columns, row)) for row in made.fetchall()]


def miller():
    return json.loads(subprocess.check_output(["mlr", "-S", "--icsv", "--ojson", "cat", "people"], stderr=subprocess.DEVNULL))


READERS = {
    "Python": by_csv,
    "pandas": lambda: pandas.read_csv("people", dtype=str, keep_default_na=False).to_dict("records"),
    "polars": lambda: polars.read_csv("people", infer_schema=False).to_dicts(),
    "DuckDB": by_duckdb,
    "Miller": miller,
}
for export in open("exports").read().splitlines():
    for path in ("people", "people.csv"):
        with open(path, "w") as file:
            file.write(export.replace(r"\n", "\n") + "\n")
    for name, reader in READERS.items():
        try:
            people = [f"{row.get('uid')} has {row.get('phone')}" for row in reader()]
        except (ValueError, polars.exceptions.ComputeError, subprocess.CalledProcessError):
            people = ["refused"]
        print(name, export, ", ".join(people).replace("None", "nothing"), sep="\t")
P
cat >read.cjs <<'J'
const readers = {
  papaparse: text => require('papaparse').parse(text, { header: true, skipEmptyLines: true }).data,
  'csv-parse': text => require('csv-parse/sync').parse(text, { columns: true }),
  csvtojson: text => require('csvtojson')().fromString(text),
  d3: text => require('d3-dsv').csvParse(text)
}
const all = async () => {
  for (const line of require('fs').readFileSync('exports', 'utf8').trimEnd().split('\n')) {
    for (const [name, reader] of Object.entries(readers)) {
      const rows = await (async () => reader(line.replaceAll('\\n', '\n') + '\n'))().catch(() => null)
      const people = rows?.map(row => `${row.uid ?? 'nothing'} has ${row.phone ?? 'nothing'}`).join(', ') ?? 'refused'
      console.log([name, line, people].join('\t'))
    }
  }
}
all()
J
{
    venv/bin/python read.py
    node read.cjs
} >readings
seen=$(alike exports readings)
expect "$seen" 'uid,sn,phone\nanna,Archer,8901\notto,Berg,8902 = anna has 8901, otto has 8902: Python, pandas, polars, DuckDB, Miller, papaparse, csv-parse, csvtojson, d3
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902, = anna has 8901, otto has 8902: Python, DuckDB, papaparse, csvtojson, d3
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902, = Archer has , Berg has : pandas
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902, = refused: polars, Miller, csv-parse
uid,sn,phone,\nanna,Archer,8901,\notto,Berg,8902, = anna has 8901, otto has 8902: Python, pandas, polars, DuckDB, Miller, papaparse, csv-parse, csvtojson, d3
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902 = anna has 8901, otto has 8902: Python, papaparse, csvtojson, d3
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902 = Archer has , Berg has : pandas
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902 = refused: polars, Miller, csv-parse
uid,sn,phone\nanna,Archer,8901,\notto,Berg,8902 = nothing has nothing, nothing has nothing: DuckDB
uid,sn,phone\nanna,Archer,8901\notto,Berg,8902, = anna has 8901, otto has 8902: Python, DuckDB, papaparse, csvtojson, d3
uid,sn,phone\nanna,Archer,8901\notto,Berg,8902, = refused: pandas, polars, Miller, csv-parse
uid,sn,phone\nanna,Archer\notto,Berg,8902 = anna has nothing, otto has 8902: Python, polars, papaparse, csvtojson
uid,sn,phone\nanna,Archer\notto,Berg,8902 = anna has , otto has 8902: pandas, d3
uid,sn,phone\nanna,Archer\notto,Berg,8902 = nothing has nothing, nothing has nothing: DuckDB
uid,sn,phone\nanna,Archer\notto,Berg,8902 = refused: Miller, csv-parse
People\nuid,sn,phone\nanna,Archer,8901\notto,Berg,8902 = nothing has nothing, nothing has nothing, nothing has nothing: Python, pandas, papaparse, csvtojson, d3
People\nuid,sn,phone\nanna,Archer,8901\notto,Berg,8902 = refused: polars, Miller, csv-parse
People\nuid,sn,phone\nanna,Archer,8901\notto,Berg,8902 = anna has 8901, otto has 8902: DuckDB'
