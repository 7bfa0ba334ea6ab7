"""Times a bare three-way LEFT JOIN by DuckDB of the CSV files that `cargo bench --bench identity -- --write DIR` wrote.

Usage: pip install duckdb; python3 benches/duckdb_join.py DIR
Prints the seconds of the query alone, the peak memory of the process in MiB, and what was counted.
"""

import resource
import sys
import time

import duckdb

folder = sys.argv[1]
start = time.perf_counter()
rows = duckdb.connect().execute(f"""
    SELECT count(*), count(d."sAMAccountName"), count(p.USERID)
    FROM read_csv('{folder}/call-manager.csv', all_varchar = true) c
    LEFT JOIN read_csv('{folder}/directory.csv', all_varchar = true) d
        ON lower(c."USER ID") = lower(d."sAMAccountName")
    LEFT JOIN read_csv('{folder}/presence.csv', all_varchar = true) p ON lower(c."USER ID") = lower(p.USERID)
""").fetchone()
print(f"{time.perf_counter() - start:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} {rows}")
