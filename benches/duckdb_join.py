"""Times a bare three-way LEFT JOIN by DuckDB of the files that `cargo bench --bench identity -- --write DIR` wrote.

Usage: pip install duckdb; python3 benches/duckdb_join.py DIR
The directory's LDIF is turned into a CSV of two columns first, which is not timed.
"""

import resource
import sys
import time

import duckdb

folder = sys.argv[1]
with open(f"{folder}/directory.ldif", encoding="utf-8") as ldif, \
        open(f"{folder}/directory.csv", "w", encoding="utf-8") as out:
    out.write("dn,id\n")
    dn = ""
    for line in ldif:
        if line.startswith("dn: "):
            dn = line[4:].strip()
        elif line.startswith("sAMAccountName: "):
            name = line[16:].rstrip("\n")
            out.write(f'"{dn}","{name}"\n')

start = time.perf_counter()
rows = duckdb.connect().execute(f"""
    SELECT count(*), count(d.id), count(p.USERID)
    FROM read_csv('{folder}/call-manager.csv', all_varchar = true) c
    LEFT JOIN read_csv('{folder}/directory.csv', all_varchar = true) d ON lower(c."USER ID") = lower(d.id)
    LEFT JOIN read_csv('{folder}/presence.csv', all_varchar = true) p ON lower(c."USER ID") = lower(p.USERID)
""").fetchone()
print(f"{time.perf_counter() - start:.2f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB, {rows}")
