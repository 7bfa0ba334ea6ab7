#!/usr/bin/env bash
# half-past-ten-is-three.sh : times as directories write them, given to nine readers of dates that do not know directories.
#
# Python 3.11 (datetime.fromisoformat), node 20 (Date); PyPI python-dateutil 2.9.0.post0, pandas 3.1.1, pendulum 3.3.0 (strict=False),
# arrow 1.4.0; npm dayjs 1.11.23, luxon 3.7.2, date-fns 4.4.0. Seen on 2026-11-30.
#
# An export has `20260115103000Z` for half past ten (Generalized Time), Active Directory writes `20260115103000.0Z`, and what reads the
# export knows ISO 8601, where there would be a T between day and hour. One would guess that such a reader takes it for what it looks
# like or refuses it. What happens: Python's own takes the first digit of the hour for what stands between day and hour, as any
# character may, and reads on: half past ten is three, a quarter past twelve is ten to ten in the evening. It refuses only where no
# time is left, as for two in the afternoon, so that some lines of an export are refused and others read as a wrong hour. dateutil,
# pandas and pendulum are right; with Active Directory's `.0Z` all nine refuse. Without the Z dayjs reads it too, as a time of here.
. "$(dirname "$0")/lab/lab.bash"
python_packages python-dateutil==2.9.0.post0 pandas==3.1.1 pendulum==3.3.0 arrow==1.4.0
node_packages dayjs@1.11.23 luxon@3.7.2 date-fns@4.4.0
export TZ=Europe/Berlin
cat >times.txt <<'T'
2026-01-15T10:30:00Z
20260115103000Z
20260115121500Z
20260115140000Z
202601151030Z
20260115103000+0100
20260115103000
20260115103000.0Z
T
cat >read.py <<'P'
import datetime

import arrow
import dateutil.parser
import pandas
import pendulum

READERS = {"Python": datetime.datetime.fromisoformat, "dateutil": dateutil.parser.parse, "pandas": pandas.to_datetime,
           "pendulum": lambda text: pendulum.parse(text, strict=False), "arrow": lambda text: arrow.get(text).datetime}
for text in open("times.txt").read().splitlines():
    for name, reader in READERS.items():
        try:
            read = reader(text)
            said = f"{read.astimezone(datetime.timezone.utc):%H:%M}" if read.tzinfo else f"{read:%H:%M}, no zone"
        except ValueError:
            said = "refused"
        print(name, text, said, sep="\t")
P
cat >read.cjs <<'J'
const dayjs = require('dayjs'), { DateTime } = require('luxon'), { parseISO } = require('date-fns')
const readers = {
  node: text => new Date(text),
  dayjs: text => dayjs(text).toDate(),
  luxon: text => DateTime.fromISO(text).toJSDate(),
  'date-fns': text => parseISO(text)
}
for (const text of require('fs').readFileSync('times.txt', 'utf8').trim().split('\n')) {
  for (const name in readers) {
    const read = readers[name](text)
    console.log([name, text, isNaN(read) ? 'refused' : read.toISOString().slice(11, 16)].join('\t'))
  }
}
J
{
    venv/bin/python read.py
    node read.cjs
} >readings
seen=$(alike times.txt readings)
expect "$seen" '2026-01-15T10:30:00Z = 10:30: Python, dateutil, pandas, pendulum, arrow, node, dayjs, luxon, date-fns
20260115103000Z = 03:00: Python
20260115103000Z = 10:30: dateutil, pandas, pendulum
20260115103000Z = refused: arrow, node, dayjs, luxon, date-fns
20260115121500Z = 21:50: Python
20260115121500Z = 12:15: dateutil, pandas, pendulum
20260115121500Z = refused: arrow, node, dayjs, luxon, date-fns
20260115140000Z = refused: Python, arrow, node, dayjs, luxon, date-fns
20260115140000Z = 14:00: dateutil, pandas, pendulum
202601151030Z = 03:00: Python
202601151030Z = 10:30: dateutil, pandas, pendulum
202601151030Z = refused: arrow, node, dayjs, luxon, date-fns
20260115103000+0100 = 02:00: Python
20260115103000+0100 = 09:30: dateutil, pandas, pendulum
20260115103000+0100 = refused: arrow, node, dayjs, luxon, date-fns
20260115103000 = refused: Python, arrow, node, luxon, date-fns
20260115103000 = 10:30, no zone: dateutil, pandas
20260115103000 = 10:30: pendulum
20260115103000 = 09:30: dayjs
20260115103000.0Z = refused: Python, dateutil, pandas, pendulum, arrow, node, dayjs, luxon, date-fns'
