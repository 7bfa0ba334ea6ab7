#!/usr/bin/env bash
# only-sorted-and-joined.sh : an export of people as CSV, searched, sorted, and joined with where they work, by five tools.
#
# PyPI csvkit 2.2.0 (with agate 1.14.2), pandas 3.1.1, polars 2.1.0, duckdb 2.0.0; Miller 6.6.0 (Debian 12). Seen on 2026-11-30.
#
# Tools for CSV guess types, and it is known that a number may lose its zeros or its plus by that. One would guess that this is
# one question for a whole kit, that nothing happens where the guessing is switched off, and that only rows with the same key
# are joined. What happens: csvgrep leaves all as it is, csvsort and csvjoin change 0815, +49301000 and the room 1E3. polars and
# DuckDB keep the plus, DuckDB the zeros as well; all but Miller make a number of the room. Worse, some words mean "nothing":
# "none", "na" and "null" in csvkit, also where it is told to infer nothing (-I, only with --blanks they stay), "nan" and "null"
# in pandas, so that who is called so has no login any more. And where SQL never joins nothing with nothing, csvjoin and pandas
# do: "none" works in Bonn and in Berlin as "na" and "null" do, or "nan" in Berlin as "null" does.
. "$(dirname "$0")/lab/lab.bash"
debs miller=6.6.0-
needs mlr
python_packages csvkit==2.2.0 agate==1.14.2 pandas==3.1.1 polars==2.1.0 duckdb==2.0.0
printf '%s\n' uid,sn,ext,room,telephoneNumber nan,Li,0007,3E1,+49301002 anna,Archer,0815,1E3,+49301000 none,Null,0816,2E3,+49301001 >people
printf '%s\n' uid,town anna,Ulm na,Bonn null,Berlin >towns
cat >ask.py <<'P'
import duckdb
import pandas
import polars


def show(title, text):
    for row in text.split()[1:]:
        print(f"{title}: {row}")


people, towns = (pandas.read_csv(name) for name in ("people", "towns"))
show("pandas sort", people.sort_values("uid").to_csv(index=False))
show("pandas join", people.merge(towns, on="uid").to_csv(index=False))
people, towns = (polars.read_csv(name) for name in ("people", "towns"))
show("polars sort", people.sort("uid").write_csv())
show("polars join", people.join(towns, on="uid").write_csv())
for title, asked in (("sort", "order by p.uid"), ("join", "join read_csv('towns') t using (uid)")):
    duckdb.sql(f"copy (select * from read_csv('people') p {asked}) to 'made' (header)")
    show(f"DuckDB {title}", open("made").read())
P
by() { "${@:2}" | sed "1d; s/^/$1: /"; }
seen=$(
    by csvgrep venv/bin/csvgrep -c uid -r . people
    by csvsort venv/bin/csvsort -c uid people
    by csvjoin venv/bin/csvjoin -c uid people towns
    by 'csvjoin -I' venv/bin/csvjoin -I -c uid people towns
    by 'csvjoin -I --blanks' venv/bin/csvjoin -I --blanks -c uid people towns
    venv/bin/python ask.py
    by 'Miller sort' mlr --csv sort -f uid people
    by 'Miller join' mlr --csv join -j uid -f people towns
)
expect "$seen" 'csvgrep: nan,Li,0007,3E1,+49301002
csvgrep: anna,Archer,0815,1E3,+49301000
csvgrep: none,Null,0816,2E3,+49301001
csvsort: anna,Archer,815,1E+3,49301000
csvsort: nan,Li,7,3E+1,49301002
csvsort: ,,816,2E+3,49301001
csvjoin: anna,Archer,815,1E+3,49301000,Ulm
csvjoin: ,,816,2E+3,49301001,Bonn
csvjoin: ,,816,2E+3,49301001,Berlin
csvjoin -I: anna,Archer,0815,1E3,+49301000,Ulm
csvjoin -I: ,,0816,2E3,+49301001,Bonn
csvjoin -I: ,,0816,2E3,+49301001,Berlin
csvjoin -I --blanks: anna,Archer,0815,1E3,+49301000,Ulm
pandas sort: anna,Archer,815,1000.0,49301000
pandas sort: none,Null,816,2000.0,49301001
pandas sort: ,Li,7,30.0,49301002
pandas join: ,Li,7,30.0,49301002,Berlin
pandas join: anna,Archer,815,1000.0,49301000,Ulm
polars sort: anna,Archer,815,1000.0,+49301000
polars sort: nan,Li,7,30.0,+49301002
polars sort: none,Null,816,2000.0,+49301001
polars join: anna,Archer,815,1000.0,+49301000,Ulm
DuckDB sort: anna,Archer,0815,1000.0,+49301000
DuckDB sort: nan,Li,0007,30.0,+49301002
DuckDB sort: none,Null,0816,2000.0,+49301001
DuckDB join: anna,Archer,0815,1000.0,+49301000,Ulm
Miller sort: anna,Archer,0815,1E3,+49301000
Miller sort: nan,Li,0007,3E1,+49301002
Miller sort: none,Null,0816,2E3,+49301001
Miller join: anna,Archer,0815,1E3,+49301000,Ulm'
