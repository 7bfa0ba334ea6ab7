#!/usr/bin/env bash
# the-hundred-and-first-person.sh : people in a table of text, as a query of SQL prints them on a console, by five readers.
#
# PyPI pandas 3.1.1 (read_fwf), astropy 8.0.2 (io.ascii), jc 1.26.1 (--asciitable) and visidata 3.4 (fixed); Miller 6.6.0 (pprint;
# Debian 12). Seen on 2026-11-30.
#
# Such a table has columns of one width each, with blanks between, and below the headings perhaps a line of signs. One would guess that
# a reader which looks for the columns by itself looks at the whole table, or says so where a row does not fit. What happens: pandas
# looks at the first hundred lines. Who comes later and has a longer name than all before gets a shorter one, without a word: of
# konstantina konsta is left, another user. The line of signs helps, as it is as long as the longest. jc divides at blanks: it takes
# the ID and a name of two words, or a missing number, together as one user ID. Miller refuses such rows, astropy does so without
# the line of signs, and VisiData reads all of them.
. "$(dirname "$0")/lab/lab.bash"
debs miller=6.6.0-
needs mlr
python_packages pandas==3.1.1 astropy==8.0.2 jc==1.26.1 visidata==3.4
cat >ask.py <<'P'
import json
import subprocess

import pandas
from astropy.io import ascii

HEADINGS = ("userid", "lastname", "telephonenumber")


def table(last, ruled):
    """A hundred and twenty people, and one more."""
    rows = [HEADINGS, *[("anna", "Archer", "8901")] * 120, last]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    if ruled:
        rows.insert(1, ["=" * width for width in widths])
    return "".join(" ".join(map(str.ljust, row, widths)) + "\n" for row in rows)


def by_pandas():
    return list(pandas.read_fwf("table", dtype=str, keep_default_na=False).iloc[-1])


def by_astropy():
    try:
        return [str(value).replace("--", "") for value in ascii.read("table", converters={"*": str})[-1]]
    except ascii.InconsistentTableError:
        return ["refused"]


def jc():
    with open("table") as file:
        return list(json.loads(subprocess.check_output(["venv/bin/jc", "--asciitable"], stdin=file))[-1].values())


def miller():
    asked = subprocess.run(["mlr", "-S", "--ipprint", "--ojson", "tail", "-n", "1", "table"], capture_output=True)
    return ["refused"] if asked.returncode else list(json.loads(asked.stdout)[0].values())


def visidata():
    subprocess.run(["venv/bin/vd", "-b", "-N", "-f", "fixed", "table", "-o", "made.tsv"], check=True, capture_output=True)
    return [value.strip() for value in open("made.tsv").read().rstrip("\n").split("\n")[-1].split("\t")]


READERS = {"pandas": by_pandas, "astropy": by_astropy, "jc": jc, "Miller": miller, "VisiData": visidata}
for person in (("konstantina", "Papadopoulou", "89011234"), ("otto", "von Berg", "8902"), ("otto", "Berg", ""), ("otto", "", "8902")):
    for ruled in (False, True):
        with open("table", "w") as file:
            file.write(table(person, ruled))
        told = {}
        for name, reader in READERS.items():
            told.setdefault("|".join(reader()), []).append(name)
        for row, names in told.items():
            print(f"{'|'.join(person)}{', with a line' * ruled} = {row}: {', '.join(names)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'konstantina|Papadopoulou|89011234 = konsta|Papadopo|89011234: pandas
konstantina|Papadopoulou|89011234 = konstantina|Papadopoulou|89011234: astropy, jc, Miller, VisiData
konstantina|Papadopoulou|89011234, with a line = konstantina|Papadopoulou|89011234: pandas, astropy, jc, Miller, VisiData
otto|von Berg|8902 = otto|von Berg|8902: pandas, VisiData
otto|von Berg|8902 = refused: astropy, Miller
otto|von Berg|8902 = otto   von Berg 8902: jc
otto|von Berg|8902, with a line = otto|von Berg|8902: pandas, astropy, VisiData
otto|von Berg|8902, with a line = otto   von Berg 8902: jc
otto|von Berg|8902, with a line = refused: Miller
otto|Berg| = otto|Berg|: pandas, VisiData
otto|Berg| = refused: astropy, Miller
otto|Berg| = otto   Berg: jc
otto|Berg|, with a line = otto|Berg|: pandas, astropy, VisiData
otto|Berg|, with a line = otto   Berg: jc
otto|Berg|, with a line = refused: Miller
otto||8902 = otto||8902: pandas, VisiData
otto||8902 = refused: astropy, Miller
otto||8902 = otto            8902: jc
otto||8902, with a line = otto||8902: pandas, astropy, VisiData
otto||8902, with a line = otto            8902: jc
otto||8902, with a line = refused: Miller'
