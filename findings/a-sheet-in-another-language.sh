#!/usr/bin/env bash
# a-sheet-in-another-language.sh : cells of a sheet of people (OpenDocument), as an office writes them in German too, by five libraries.
#
# PyPI pandas 3.1.1 (read_excel with odfpy 1.4.1), pyexcel-ods3 0.6.1, pyexcel-ezodf 0.3.4 and python-calamine 0.9.1; npm xlsx 0.18.5
# (SheetJS). Seen on 2026-12-01.
#
# A cell has its value in attributes, and a text beside it that shows the value in the writer's language. One would guess that a
# reader takes the value. What happens: to pandas whoever has a telephone is without, unless the text is TRUE in capitals: a cell that
# is true and shown as WAHR, as a German office shows it, or as true, is False. The others have it right. pandas and calamine join
# words that have a tab between them.
. "$(dirname "$0")/lab/lab.bash"
python_packages pandas==3.1.1 odfpy==1.4.1 pyexcel-ods3==0.6.1 pyexcel-ezodf==0.3.4 python-calamine==0.9.1
node_packages xlsx@0.18.5
cat >ask.py <<'P'
import json
import subprocess
import zipfile

import ezodf
import pandas
import pyexcel_ods3
from python_calamine import CalamineWorkbook

NAMES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
TRUE, NUMBER, TEXT = ('boolean" office:boolean-value="true', 'float" office:value="8901', "string")
CELLS = {"true, shown as TRUE": (TRUE, "TRUE"), "true, shown as WAHR": (TRUE, "WAHR"), "true, shown as true": (TRUE, "true"),
         "8901, shown as 8.901,00": (NUMBER, "8.901,00"), "two blanks": (TEXT, 'Anna<text:s text:c="2"/>Archer'),
         "a tab": (TEXT, "Anna<text:tab/>Archer"), "two lines": (TEXT, "Anna</text:p><text:p>Archer")}
rows = ""
for kind, text in CELLS.values():
    rows += f'<table:table-row><table:table-cell office:value-type="{kind}"><text:p>{text}</text:p></table:table-cell></table:table-row>'
with zipfile.ZipFile("people.ods", "w") as made:
    made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    made.writestr("content.xml", f"""<office:document-content {NAMES} office:version="1.2"><office:body><office:spreadsheet>
        <table:table table:name="People">{rows}</table:table></office:spreadsheet></office:body></office:document-content>""")
    made.writestr("META-INF/manifest.xml", """<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry
        m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/><m:file-entry m:full-path="content.xml"
        m:media-type="text/xml"/></m:manifest>""")
sheets = {"pandas": pandas.read_excel("people.ods", engine="odf", header=None, keep_default_na=False).values.tolist(),
          "pyexcel-ods3": pyexcel_ods3.get_data("people.ods")["People"],
          "ezodf": [[cell.value for cell in row] for row in ezodf.opendoc("people.ods").sheets[0].rows()],
          "calamine": CalamineWorkbook.from_path("people.ods").get_sheet_by_index(0).to_python(),
          "SheetJS": json.loads(subprocess.check_output(["node", "-e", """const { readFile, utils } = require('xlsx')
              console.log(JSON.stringify(utils.sheet_to_json(readFile('people.ods').Sheets.People, { header: 1 })))"""]))}
for row, cell in enumerate(CELLS):
    told = {}
    for name, sheet in sheets.items():
        value = sheet[row][0] if row < len(sheet) and sheet[row] else None
        told.setdefault(json.dumps(float(value) if isinstance(value, int) and not isinstance(value, bool) else value), []).append(name)
    for value, names in told.items():
        print(f"{cell} = {value}: {', '.join(names)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'true, shown as TRUE = true: pandas, pyexcel-ods3, ezodf, calamine, SheetJS
true, shown as WAHR = false: pandas
true, shown as WAHR = true: pyexcel-ods3, ezodf, calamine, SheetJS
true, shown as true = false: pandas
true, shown as true = true: pyexcel-ods3, ezodf, calamine, SheetJS
8901, shown as 8.901,00 = 8901.0: pandas, pyexcel-ods3, ezodf, calamine, SheetJS
two blanks = "Anna  Archer": pandas, pyexcel-ods3, ezodf, calamine, SheetJS
a tab = "AnnaArcher": pandas, calamine
a tab = "Anna\tArcher": pyexcel-ods3, ezodf, SheetJS
two lines = "Anna\nArcher": pandas, pyexcel-ods3, ezodf, calamine, SheetJS'
