#!/usr/bin/env bash
# a-sheet-as-it-is-shown.sh : a sheet of people (xlsx), whose cells are shown by their formats, read by nine libraries in ten ways.
#
# Written by PyPI XlsxWriter 3.3.1. Read by PyPI openpyxl 3.1.5, pandas 3.1.1 (dtype=str), polars 2.1.0 (fastexcel 0.21.0), csvkit 2.2.0
# (in2csv), xlsx2csv 0.8.6 and pylightxl 1.61; npm @e965/xlsx 0.20.3 (SheetJS; as JSON and as CSV), exceljs 4.4.0 (as CSV) and
# read-excel-file 9.3.17. Seen on 2026-11-30.
#
# Lists of people and numbers are kept in sheets. A number may be shown with zeros or a plus in front, a department stands once for
# several people, a row is hidden by a filter. One would guess that a reader gives either what is stored or what is shown, and all
# rows. What happens: SheetJS shows in CSV and stores in JSON, so one library has 0815 and 815. Two that know formats in part go wrong
# by them: an extension 12 that is shown as "DW 12" (German for extension) is a day of 1900 to pylightxl and `11w "0` to xlsx2csv, as a
# D elsewhere is a day. xlsx2csv has nobody in a hidden row. in2csv makes False and True of the floors 0 and 1. exceljs writes a name
# that is bold in part as JSON; and it gives a department of merged cells to all people in them, where to all others only the first
# one is in it.
. "$(dirname "$0")/lab/lab.bash"
python_packages XlsxWriter==3.3.1 openpyxl==3.1.5 pandas==3.1.1 polars==2.1.0 fastexcel==0.21.0 csvkit==2.2.0 xlsx2csv==0.8.6 \
    pylightxl==1.61
node_packages @e965/xlsx@0.20.3 exceljs@4.4.0 read-excel-file@9.3.17
cat >write.py <<'P'
import xlsxwriter

book = xlsxwriter.Workbook("people.xlsx")
sheet = book.add_worksheet("People")
shown = [book.add_format({"num_format": one}) for one in ("0000", '"+"0', '"DW "0')]
bold = book.add_format({"bold": True})
for row, (uid, number, floor) in enumerate((("uid", "number", "floor"), ("anna", 815, 0), ("bert", 49301000, 1),
                                            ("carla", 12, 0))):
    sheet.write(row, 0, uid)
    sheet.write(row, 1, number, shown[row - 1] if row else None)
    sheet.write(row, 2, floor)
sheet.write_row(0, 3, ("department", "name"))
sheet.merge_range(1, 3, 3, 3, "Sales")
sheet.write_rich_string(1, 4, "Anna ", bold, "Archer")
sheet.write_row(4, 0, ("dora", 16))
sheet.set_row(4, None, None, {"hidden": True})
book.close()
P
cat >cells <<'T'
anna's number, 815 as 0815
bert's number, 49301000 as +49301000
carla's number, 12 as DW 12
floors of anna and bert
department of anna and bert, merged
anna's name, bold in part
dora, hidden
T
cat >read.py <<'P'
import csv
import json
import subprocess
import sys
import warnings

import openpyxl
import pandas
import polars
import pylightxl

warnings.simplefilter("ignore")
NAME = "people.xlsx"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def as_csv(*command):
    return list(csv.reader(run(*command).splitlines()))


def by_node(reader):
    return json.loads(run("node", "read.cjs", reader))


READERS = {
    "openpyxl": lambda: openpyxl.load_workbook(NAME, data_only=True).active.values,
    "pandas": lambda: pandas.read_excel(NAME, dtype=str, header=None).values,
    "polars": lambda: polars.read_excel(NAME, has_header=False, infer_schema_length=0).rows(),
    "in2csv": lambda: as_csv("venv/bin/in2csv", NAME),
    "xlsx2csv": lambda: as_csv("venv/bin/xlsx2csv", NAME), "pylightxl": lambda: pylightxl.readxl(NAME).ws("People").rows,
    "SheetJS JSON": lambda: by_node("json"), "SheetJS CSV": lambda: csv.reader(by_node("csv")),
    "exceljs CSV": lambda: csv.reader(by_node("exceljs")),
    "read-excel-file": lambda: by_node("read-excel-file")}
for reader, read in READERS.items():
    rows = [["nothing" if one in (None, "") or one != one else str(one) for one in [*row, *[None] * 5][:5]] for row in read()]
    _, anna, bert, carla, *others = rows
    dora = next((row for row in others if "dora" in row), ["nobody"])
    readings = (anna[1], bert[1], carla[1], f"{anna[2]}, {bert[2]}", f"{anna[3]}, {bert[3]}", anna[4].split("{", 1)[0] or "JSON", " ".join(dora[:2]))
    for cell, reading in zip(open("cells").read().splitlines(), readings):
        print(reader, cell, reading, sep="\t")
P
cat >read.cjs <<'J'
const XLSX = require('@e965/xlsx'), ExcelJS = require('exceljs'), read = require('read-excel-file/node')
const sheet = () => XLSX.readFile('people.xlsx').Sheets.People
const READERS = {
  json: () => XLSX.utils.sheet_to_json(sheet(), { header: 1 }),
  csv: () => XLSX.utils.sheet_to_csv(sheet()).split('\n'),
  exceljs: async () => {
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile('people.xlsx')
    return String(await book.csv.writeBuffer()).split('\n')
  },
  'read-excel-file': async () => (await read.default('people.xlsx'))[0].data
}
Promise.resolve(READERS[process.argv[2]]()).then(rows => console.log(JSON.stringify(rows)))
J
venv/bin/python write.py
venv/bin/python read.py 2>read.log >readings
seen=$(alike cells readings)
expect "$seen" 'anna'\''s number, 815 as 0815 = 815: openpyxl, pandas, polars, in2csv, xlsx2csv, pylightxl, SheetJS JSON, exceljs CSV, read-excel-file
anna'\''s number, 815 as 0815 = 0815: SheetJS CSV
bert'\''s number, 49301000 as +49301000 = 49301000: openpyxl, pandas, polars, in2csv, xlsx2csv, pylightxl, SheetJS JSON, exceljs CSV, read-excel-file
bert'\''s number, 49301000 as +49301000 = +49301000: SheetJS CSV
carla'\''s number, 12 as DW 12 = 12: openpyxl, pandas, polars, in2csv, SheetJS JSON, exceljs CSV, read-excel-file
carla'\''s number, 12 as DW 12 = "11w "0: xlsx2csv
carla'\''s number, 12 as DW 12 = 1900/01/11: pylightxl
carla'\''s number, 12 as DW 12 = DW 12: SheetJS CSV
floors of anna and bert = 0, 1: openpyxl, pandas, polars, xlsx2csv, pylightxl, SheetJS JSON, SheetJS CSV, exceljs CSV, read-excel-file
floors of anna and bert = False, True: in2csv
department of anna and bert, merged = Sales, nothing: openpyxl, pandas, polars, in2csv, xlsx2csv, pylightxl, SheetJS JSON, SheetJS CSV, read-excel-file
department of anna and bert, merged = Sales, Sales: exceljs CSV
anna'\''s name, bold in part = Anna Archer: openpyxl, pandas, polars, in2csv, xlsx2csv, pylightxl, SheetJS JSON, SheetJS CSV, read-excel-file
anna'\''s name, bold in part = JSON: exceljs CSV
dora, hidden = dora 16: openpyxl, pandas, polars, in2csv, pylightxl, SheetJS JSON, SheetJS CSV, exceljs CSV, read-excel-file
dora, hidden = nobody: xlsx2csv'
