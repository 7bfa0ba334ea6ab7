#!/usr/bin/env bash
# a-string-in-json.sh : people as JSON, all of whose values are strings, read as tables by six readers.
#
# PyPI pandas 3.1.1 (read_json, also with dtype=str), polars 2.1.0, duckdb 2.0.1, pyarrow 26.0.1 and csvkit 2.2.0 (in2csv). Seen on
# 2026-11-30.
#
# A REST interface answers in JSON, which tells numbers from strings, so an extension "0815" is not 815 as it may be in CSV. One would
# guess that a reader keeps that; at least where it is told that all is text. What happens: pandas and in2csv make numbers of strings:
# "0815" is 815, and +49301000 loses its plus. It depends on who else is in the answer: with one "anna" among them pandas leaves all
# user IDs alone, so the same person has another ID on the next page. in2csv takes who is called Null for nobody. With dtype=str pandas
# keeps all of that, and still goes by the names of columns: in `modified`, and in whatever ends in `_at`, digits are seconds since
# 1970, so the number at which Anna is reached is a day of the year 2126. polars alone keeps every string; DuckDB and pyarrow make
# dates of what looks like one.
. "$(dirname "$0")/lab/lab.bash"
python_packages pandas==3.1.1 polars==2.1.0 duckdb==2.0.1 pyarrow==26.0.1 csvkit==2.2.0
cat >ask.py <<'P'
import csv
import json
import subprocess
import warnings

import duckdb
import pandas
import polars
import pyarrow.json

warnings.simplefilter("ignore")
ASKED = {"uid, all of digits": ("uid", "0815", "0007"), "uid, one of letters": ("uid", "0815", "anna"), "sn": ("sn", "Null", "Archer"),
         "telephoneNumber": ("telephoneNumber", "+49301000", "+49301001"), "room": ("room", "1E3", "2E3"),
         "since": ("since", "2026-05-01", "2026-06-01"),
         "modified": ("modified", "1790000000", "1790000001"), "reached_at": ("reached_at", "4930100012", "4930100013")}


def in2csv():
    shown = subprocess.run(["venv/bin/in2csv", "people.json"], check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(shown.splitlines()))


READERS = {"pandas": lambda: pandas.read_json("people.json").to_dict("records"),
           "pandas dtype=str": lambda: pandas.read_json("people.json", dtype=str).to_dict("records"),
           "polars": lambda: polars.read_json("people.json").to_dicts(),
           "DuckDB": lambda: duckdb.sql("from 'people.json'").to_arrow_table().to_pylist(),
           "pyarrow": lambda: pyarrow.json.read_json("lines.json").to_pylist(), "in2csv": in2csv}
for asked, (column, first, second) in ASKED.items():
    # Never a table of one column, of which in2csv does not find out what divides it.
    people = [{"company": "Lab", column: first}, {"company": "Lab", column: second}]
    with open("people.json", "w") as file, open("lines.json", "w") as lines:
        json.dump(people, file)
        lines.writelines(json.dumps(one) + "\n" for one in people)
    for name, read in READERS.items():
        value = read()[0][column]
        shown = str(value) or "nothing" if isinstance(value, (str, int, float)) else f"the time {value}"
        print(name, f'{asked}, "{first}"', shown, sep="\t")
P
venv/bin/python ask.py >readings
cut -f2 readings | uniq >asked
seen=$(alike asked readings)
expect "$seen" 'uid, all of digits, "0815" = 815: pandas, in2csv
uid, all of digits, "0815" = 0815: pandas dtype=str, polars, DuckDB, pyarrow
uid, one of letters, "0815" = 0815: pandas, pandas dtype=str, polars, DuckDB, pyarrow, in2csv
sn, "Null" = Null: pandas, pandas dtype=str, polars, DuckDB, pyarrow
sn, "Null" = nothing: in2csv
telephoneNumber, "+49301000" = 49301000: pandas, in2csv
telephoneNumber, "+49301000" = +49301000: pandas dtype=str, polars, DuckDB, pyarrow
room, "1E3" = 1000.0: pandas
room, "1E3" = 1E3: pandas dtype=str, polars, DuckDB, pyarrow
room, "1E3" = 1E+3: in2csv
since, "2026-05-01" = 2026-05-01: pandas, pandas dtype=str, polars, in2csv
since, "2026-05-01" = the time 2026-05-01: DuckDB
since, "2026-05-01" = the time 2026-05-01 00:00:00: pyarrow
modified, "1790000000" = the time 2026-09-21 14:13:20: pandas, pandas dtype=str
modified, "1790000000" = 1790000000: polars, DuckDB, pyarrow, in2csv
reached_at, "4930100012" = the time 2126-03-25 08:13:32: pandas, pandas dtype=str
reached_at, "4930100012" = 4930100012: polars, DuckDB, pyarrow, in2csv'
