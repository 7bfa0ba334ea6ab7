#!/usr/bin/env bash
# two-exports-compared.sh : exports of people of today and yesterday (CSV), compared by user ID with four tools.
#
# PyPI csv-diff 1.2, csvdiff 0.3.3 and datacompy 1.1.0 (pandas 3.0.6); npm daff 1.4.2. Seen on 2026-11-30.
#
# Whether a synchronization has changed what it should is seen by comparing exports. One would guess that a tool which is told the
# key says what differs, and says so where the key is there twice. What happens: of rows with one user ID, csv-diff and csvdiff keep the
# last, without a word. A second anna in front of the old one is "no difference", behind it she is a change of number, and of two people
# without a user ID one is left. The other two show them all, as added. A column more or less ends csvdiff with an error; to csv-diff
# and datacompy it is a difference of columns, and to daff new cells as well. So "no difference" says little about who is in a file.
. "$(dirname "$0")/lab/lab.bash"
python_packages csv-diff==1.2 csvdiff==0.3.3 datacompy==1.1.0 pandas==3.0.6
node_packages daff@1.4.2
printf '%s\n' uid,phone,manager anna,8901,bert bert,8902, carla,8903,bert >yesterday.csv
cat >todays <<'T'
uid,phone,manager|carla,8903,bert|bert,8902,|anna,8901,bert
uid,phone,manager|anna,8901,bert|anna,8999,bert|bert,8902,|carla,8903,bert
uid,phone,manager|anna,8999,bert|anna,8901,bert|bert,8902,|carla,8903,bert
uid,phone,manager|anna,8901,bert|bert,8902,|carla,8903,bert|,8904,|,8905,
uid,phone,manager,room|anna,8901,bert,1|bert,8902,,2|carla,8903,bert,
uid,phone|anna,8901|bert,8902|carla,8903
T
cat >compare.py <<'P'
import collections
import csv
import json
import subprocess

import datacompy
import pandas


def run(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def counted(**numbers):
    return ", ".join(f"{name} {number}" for name, number in numbers.items() if number) or "no difference"


def by_csv_diff():
    said = json.loads(run("venv/bin/csv-diff", "yesterday.csv", "today.csv", "--key=uid", "--json"))
    return counted(added=len(said["added"]), removed=len(said["removed"]), changed=len(said["changed"]), columns=len(said["columns_added"] + said["columns_removed"]))


def by_csvdiff():
    said = run("venv/bin/csvdiff", "--style=compact", "uid", "yesterday.csv", "today.csv")
    if not said:
        return "error"
    return counted(**{name: len(json.loads(said)[name]) for name in ("added", "removed", "changed")})


def by_datacompy():
    files = [pandas.read_csv(name, dtype=str, keep_default_na=False) for name in ("yesterday.csv", "today.csv")]
    said = datacompy.PandasCompare(*files, join_columns="uid")
    return counted(added=len(said.df2_unq_rows), removed=len(said.df1_unq_rows), changed=said.count_matching_rows() != len(said.intersect_rows) and
                   len(said.intersect_rows) - said.count_matching_rows(), columns=len(said.df1_unq_columns() | said.df2_unq_columns()))


def by_daff():
    marks = collections.Counter(row[0] for row in csv.reader(run("node_modules/.bin/daff", "--id", "uid", "yesterday.csv", "today.csv").splitlines()))
    return counted(added=marks["+++"], removed=marks["---"], changed=marks["->"], **{"with a new cell": marks["+"], "columns": marks["!"]})


TOOLS = {"csv-diff": by_csv_diff, "csvdiff": by_csvdiff, "datacompy": by_datacompy, "daff": by_daff}
for today in open("todays").read().splitlines():
    with open("today.csv", "w") as file:
        file.write(today.replace("|", "\n") + "\n")
    for name, tool in TOOLS.items():
        print(name, today, tool(), sep="\t")
P
venv/bin/python compare.py 2>compare.log >readings
seen=$(alike todays readings)
expect "$seen" 'uid,phone,manager|carla,8903,bert|bert,8902,|anna,8901,bert = no difference: csv-diff, csvdiff, datacompy, daff
uid,phone,manager|anna,8901,bert|anna,8999,bert|bert,8902,|carla,8903,bert = changed 1: csv-diff, csvdiff
uid,phone,manager|anna,8901,bert|anna,8999,bert|bert,8902,|carla,8903,bert = added 1: datacompy, daff
uid,phone,manager|anna,8999,bert|anna,8901,bert|bert,8902,|carla,8903,bert = no difference: csv-diff, csvdiff
uid,phone,manager|anna,8999,bert|anna,8901,bert|bert,8902,|carla,8903,bert = added 1, changed 1: datacompy, daff
uid,phone,manager|anna,8901,bert|bert,8902,|carla,8903,bert|,8904,|,8905, = added 1: csv-diff, csvdiff
uid,phone,manager|anna,8901,bert|bert,8902,|carla,8903,bert|,8904,|,8905, = added 2: datacompy, daff
uid,phone,manager,room|anna,8901,bert,1|bert,8902,,2|carla,8903,bert, = columns 1: csv-diff, datacompy
uid,phone,manager,room|anna,8901,bert,1|bert,8902,,2|carla,8903,bert, = error: csvdiff
uid,phone,manager,room|anna,8901,bert,1|bert,8902,,2|carla,8903,bert, = with a new cell 2, columns 1: daff
uid,phone|anna,8901|bert,8902|carla,8903 = columns 1: csv-diff, datacompy, daff
uid,phone|anna,8901|bert,8902|carla,8903 = error: csvdiff'
