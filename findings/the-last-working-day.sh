#!/usr/bin/env bash
# the-last-working-day.sh : windows of maintenance that come again by a rule (RRULE of RFC 5545), and their next days by six libraries.
#
# PyPI python-dateutil 2.9.0.post0; npm rrule 2.8.1, rrule-temporal 2.2.8, rrule-rust 3.1.1 (the crate rrule) and ical.js 2.2.1; libical
# 3.0.16 (Debian 12). Seen on 2026-12-01.
#
# Alarms rest while a window is open, and synchronizations run outside of it. One would guess that a rule with a start which itself fits
# it has the same days everywhere, as the standard has tables and examples for that. What happens: ical.js, on which calendars in a
# browser are, has days of its own for eight of twelve rules. BYSETPOS does nothing in a week to it, the twentieth
# Monday of a year is each Monday, BYWEEKNO does nothing with a day of the week, a window on 29 February is on 1 March in other
# years, and the 31st of June and December is 1 July as well. libical, on which desktops are, forgets BYSETPOS where the rule is of weeks
# or names two hours, and misses most of the last weeks of years. `BYMONTHDAY=1` in a rule of years is the first of each month by the
# standard's table, and of one month to both. The other four agree, but that rrule-temporal begins a year too late with last weeks.
. "$(dirname "$0")/lab/lab.bash"
debs libical3=3.0.16-
python_packages python-dateutil==2.9.0.post0
node_packages rrule@2.8.1 rrule-temporal@2.2.8 rrule-rust@3.1.1 ical.js@2.2.1
cat >rules <<'T'
20261206T220000 FREQ=WEEKLY;BYDAY=SU
20261231T220000 FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
20270131T220000 FREQ=MONTHLY
20261206T220000 FREQ=WEEKLY;BYDAY=SA,SU;BYSETPOS=-1
20261227T140000 FREQ=MONTHLY;BYDAY=SA,SU;BYHOUR=2,14;BYSETPOS=-1
20270307T220000 FREQ=WEEKLY;BYMONTH=3;BYDAY=SU
20261231T220000 FREQ=YEARLY;BYMONTH=6,12
20270517T220000 FREQ=YEARLY;BYDAY=20MO
20270101T220000 FREQ=YEARLY;BYMONTHDAY=1
20280229T220000 FREQ=YEARLY
20270104T220000 FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO
20270103T220000 FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU
T
cat >ask.py <<'P'
import ctypes
import datetime
import glob
import os

from dateutil import rrule

libical = ctypes.CDLL(glob.glob(os.environ["work"] + "/usr/lib/*-linux-gnu/libical.so.3")[0])
libical.icalrecur_expand_recurrence.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.POINTER(ctypes.c_long)]


def by_libical(start, rule):
    found = (ctypes.c_long * 4)()
    libical.icalrecur_expand_recurrence(rule.encode(), int(start.timestamp()), 4, found)
    return [datetime.datetime.fromtimestamp(one, datetime.timezone.utc) for one in found]


for line in open("rules").read().splitlines():
    start, rule = line.split()
    start = datetime.datetime.strptime(start + "Z", "%Y%m%dT%H%M%S%z")
    for name, read in (("dateutil", lambda: rrule.rrulestr(rule, dtstart=start)), ("libical", lambda: by_libical(start, rule))):
        print(name, line, " ".join(f"{one:%Y-%m-%d.%H}" for one, _ in zip(read(), range(4))), sep="\t")
P
cat >ask.mjs <<'J'
import { readFileSync } from 'fs'
import { createRequire } from 'module'
const require = createRequire(process.env.work + '/node_modules/'), load = name => import(require.resolve(name))
const { default: plain } = await load('rrule'), { default: ICAL } = await load('ical.js')
const { RRuleTemporal } = await load('rrule-temporal'), { RRuleSet } = await load('rrule-rust')
const shown = (year, month, day, hour) => `${year}-${[month, day].map(n => String(n).padStart(2, '0')).join('-')}.${String(hour).padStart(2, '0')}`
const parts = one => shown(one.year, one.month, one.day, one.hour)

function ical (start, rule) {
  const days = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString(start.replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:')))
  return [1, 2, 3, 4].map(() => parts(days.next()))
}
const READERS = {
  rrule: (_, __, text) => plain.rrulestr(text).all((_, n) => n < 4)
    .map(one => shown(one.getUTCFullYear(), one.getUTCMonth() + 1, one.getUTCDate(), one.getUTCHours())),
  'rrule-temporal': (_, __, text) => new RRuleTemporal({ rruleString: text }).all((_, n) => n < 4).map(parts),
  'rrule-rust': (_, __, text) => RRuleSet.fromString(text).all(4).map(one => parts(one.toPlain())),
  'ical.js': ical
}
for (const line of readFileSync('rules', 'utf8').trim().split('\n')) {
  const [start, rule] = line.split(' ')
  for (const [name, read] of Object.entries(READERS)) {
    console.log([name, line, read(start, rule, `DTSTART:${start}Z\nRRULE:${rule}`).join(' ')].join('\t'))
  }
}
J
{ venv/bin/python ask.py && node ask.mjs; } >readings
seen=$(alike rules readings)
expect "$seen" '20261206T220000 FREQ=WEEKLY;BYDAY=SU = 2026-12-06.22 2026-12-13.22 2026-12-20.22 2026-12-27.22: dateutil, libical, rrule, rrule-temporal, rrule-rust, ical.js
20261231T220000 FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 = 2026-12-31.22 2027-01-29.22 2027-02-26.22 2027-03-31.22: dateutil, libical, rrule, rrule-temporal, rrule-rust, ical.js
20270131T220000 FREQ=MONTHLY = 2027-01-31.22 2027-03-31.22 2027-05-31.22 2027-07-31.22: dateutil, libical, rrule, rrule-temporal, rrule-rust, ical.js
20261206T220000 FREQ=WEEKLY;BYDAY=SA,SU;BYSETPOS=-1 = 2026-12-06.22 2026-12-13.22 2026-12-20.22 2026-12-27.22: dateutil, rrule, rrule-temporal, rrule-rust
20261206T220000 FREQ=WEEKLY;BYDAY=SA,SU;BYSETPOS=-1 = 2026-12-06.22 2026-12-12.22 2026-12-13.22 2026-12-19.22: libical, ical.js
20261227T140000 FREQ=MONTHLY;BYDAY=SA,SU;BYHOUR=2,14;BYSETPOS=-1 = 2026-12-27.14 2027-01-31.14 2027-02-28.14 2027-03-28.14: dateutil, rrule, rrule-temporal, rrule-rust
20261227T140000 FREQ=MONTHLY;BYDAY=SA,SU;BYHOUR=2,14;BYSETPOS=-1 = 2026-12-27.14 2027-01-31.02 2027-01-31.14 2027-02-28.02: libical
20261227T140000 FREQ=MONTHLY;BYDAY=SA,SU;BYHOUR=2,14;BYSETPOS=-1 = 2026-12-27.14 2027-01-01.14 2027-01-31.02 2027-01-31.14: ical.js
20270307T220000 FREQ=WEEKLY;BYMONTH=3;BYDAY=SU = 2027-03-07.22 2027-03-14.22 2027-03-21.22 2027-03-28.22: dateutil, libical, rrule, rrule-temporal, rrule-rust, ical.js
20261231T220000 FREQ=YEARLY;BYMONTH=6,12 = 2026-12-31.22 2027-12-31.22 2028-12-31.22 2029-12-31.22: dateutil, libical, rrule, rrule-temporal, rrule-rust
20261231T220000 FREQ=YEARLY;BYMONTH=6,12 = 2026-12-31.22 2027-07-01.22 2027-12-31.22 2028-07-01.22: ical.js
20270517T220000 FREQ=YEARLY;BYDAY=20MO = 2027-05-17.22 2028-05-15.22 2029-05-14.22 2030-05-20.22: dateutil, libical, rrule, rrule-temporal, rrule-rust
20270517T220000 FREQ=YEARLY;BYDAY=20MO = 2027-05-17.22 2027-05-24.22 2027-05-31.22 2027-06-07.22: ical.js
20270101T220000 FREQ=YEARLY;BYMONTHDAY=1 = 2027-01-01.22 2027-02-01.22 2027-03-01.22 2027-04-01.22: dateutil, rrule, rrule-temporal, rrule-rust
20270101T220000 FREQ=YEARLY;BYMONTHDAY=1 = 2027-01-01.22 2028-01-01.22 2029-01-01.22 2030-01-01.22: libical, ical.js
20280229T220000 FREQ=YEARLY = 2028-02-29.22 2032-02-29.22 2036-02-29.22 2040-02-29.22: dateutil, libical, rrule, rrule-temporal, rrule-rust
20280229T220000 FREQ=YEARLY = 2028-02-29.22 2029-03-01.22 2030-03-01.22 2031-03-01.22: ical.js
20270104T220000 FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO = 2027-01-04.22 2028-01-03.22 2029-01-01.22 2029-12-31.22: dateutil, libical, rrule, rrule-temporal, rrule-rust
20270104T220000 FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO = 2027-01-11.22 2027-01-18.22 2027-01-25.22 2027-02-01.22: ical.js
20270103T220000 FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU = 2027-01-03.22 2028-01-02.22 2028-12-31.22 2029-12-30.22: dateutil, rrule, rrule-rust
20270103T220000 FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU = 2030-12-29.22 2031-12-28.22 2033-01-02.22 2036-12-28.22: libical
20270103T220000 FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU = 2028-01-02.22 2028-12-31.22 2029-12-30.22 2030-12-29.22: rrule-temporal
20270103T220000 FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU = 2027-01-03.22 2027-01-10.22 2027-01-17.22 2027-01-24.22: ical.js'
