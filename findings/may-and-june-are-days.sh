#!/usr/bin/env bash
# may-and-june-are-days.sh : columns of an export of people, such as names, rooms and initials, read and written again by six libraries.
#
# PyPI csvkit 2.2.0 (csvsort), pandas 3.1.1, polars 2.1.0 (try_parse_dates) and duckdb 2.0.1; npm xlsx 0.18.5 and exceljs 4.4.0. Seen on
# 2026-11-30.
#
# It is known that spreadsheets make days of what looks like one. One would guess that tools for CSV know days as ISO 8601 has them, if at
# all, and that only programs for spreadsheets guess more. What happens: it is the other way round. exceljs leaves all of it as it is, and
# csvsort, which is asked to sort by another column, reads as people speak: colleagues called May and June are days of the year 1, an office
# at 12:30 is at twelve minutes and a half, rooms 1h and 3d are an hour and three days, initials y and n are True and False, and a
# share of 1,5 is 15. Jan and Mark together are names, as one of them is no month. DuckDB makes an answer of t and f. xlsx makes days of the
# rooms 3-4 and 5-6, as spreadsheets do, though not of names.
. "$(dirname "$0")/lab/lab.bash"
python_packages csvkit==2.2.0 pandas==3.1.1 polars==2.1.0 duckdb==2.0.1
node_packages xlsx@0.18.5 exceljs@4.4.0
cat >columns <<'T'
anna otto
May June
Jan Mark
3-4 5-6
3/4 5/6
0-30-1 0-40-2
12:30 14:15
y n
t f
1h 3d
2m 2w
5% 7%
1,5 2,5
T
cat >read.py <<'P'
import subprocess

import duckdb
import pandas
import polars


def lines(text):
    return text.rstrip("\n").split("\n")[1:]


def by_duckdb():
    duckdb.sql("copy (select * from read_csv('people', header=true, delim=';')) to 'made' (header, delim ';')")
    return lines(open("made").read())


READERS = {
    "csvkit": lambda: lines(subprocess.check_output(["venv/bin/csvsort", "-d", ";", "-c", "number", "people"], text=True)),
    "pandas": lambda: lines(pandas.read_csv("people", sep=";").to_csv(index=False, sep=";")),
    "polars": lambda: lines(polars.read_csv("people", separator=";", try_parse_dates=True).write_csv(separator=";")),
    "DuckDB": by_duckdb,
}
for column in open("columns").read().splitlines():
    with open("people", "w") as file:
        file.write("number;value\n" + "".join(f"{number}1;{value}\n" for number, value in enumerate(column.split(), 1)))
    for name, reader in READERS.items():
        separator = "," if name == "csvkit" else ";"
        print(name, column, " | ".join(row.split(separator, 1)[1].strip('"') for row in reader()), sep="\t")
P
cat >read.cjs <<'J'
const fs = require('fs'), xlsx = require('xlsx'), { Workbook } = require('exceljs')
const all = async () => {
  for (const column of fs.readFileSync('columns', 'utf8').trimEnd().split('\n')) {
    const text = 'value\n' + column.split(' ').map(value => `"${value}"\n`).join('')
    fs.writeFileSync('people', text)
    const sheet = xlsx.read(text, { type: 'string' }).Sheets.Sheet1
    const rows = xlsx.utils.sheet_to_csv(sheet).trimEnd().split('\n').slice(1).map(row => row.replaceAll('"', ''))
    console.log(`xlsx\t${column}\t${rows.join(' | ')}`)
    const read = await new Workbook().csv.readFile('people')
    console.log(`exceljs\t${column}\t${[2, 3].map(row => read.getCell(`A${row}`).text).join(' | ')}`)
  }
}
all()
J
{
    venv/bin/python read.py
    node read.cjs
} >readings
seen=$(alike columns readings)
expect "$seen" 'anna otto = anna | otto: csvkit, pandas, polars, DuckDB, xlsx, exceljs
May June = 0001-05-01 | 0001-06-01: csvkit
May June = May | June: pandas, polars, DuckDB, xlsx, exceljs
Jan Mark = Jan | Mark: csvkit, pandas, polars, DuckDB, xlsx, exceljs
3-4 5-6 = 2001-03-04 | 2001-05-06: csvkit
3-4 5-6 = 3-4 | 5-6: pandas, polars, DuckDB, exceljs
3-4 5-6 = 3/4/01 | 5/6/01: xlsx
3/4 5/6 = 2001-03-04 | 2001-05-06: csvkit
3/4 5/6 = 3/4 | 5/6: pandas, polars, DuckDB, exceljs
3/4 5/6 = 3/4/01 | 5/6/01: xlsx
0-30-1 0-40-2 = 0-30-1 | 0-40-2: csvkit, pandas, polars, DuckDB, xlsx, exceljs
12:30 14:15 = 0:12:30 | 0:14:15: csvkit
12:30 14:15 = 12:30 | 14:15: pandas, xlsx, exceljs
12:30 14:15 = 12:30:00.000000000 | 14:15:00.000000000: polars
12:30 14:15 = 12:30:00 | 14:15:00: DuckDB
y n = True | False: csvkit
y n = y | n: pandas, polars, DuckDB, xlsx, exceljs
t f = True | False: csvkit
t f = t | f: pandas, polars, xlsx, exceljs
t f = true | false: DuckDB
1h 3d = 1:00:00 | 3 days, 0:00:00: csvkit
1h 3d = 1h | 3d: pandas, polars, DuckDB, xlsx, exceljs
2m 2w = 0:02:00 | 14 days, 0:00:00: csvkit
2m 2w = 2m | 2w: pandas, polars, DuckDB, xlsx, exceljs
5% 7% = 5 | 7: csvkit
5% 7% = 5% | 7%: pandas, polars, DuckDB, xlsx, exceljs
1,5 2,5 = 15 | 25: csvkit
1,5 2,5 = 1,5 | 2,5: pandas, polars, DuckDB, xlsx, exceljs'
