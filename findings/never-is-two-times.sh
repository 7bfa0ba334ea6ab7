#!/usr/bin/env bash
# never-is-two-times.sh : times of Active Directory (intervals of 100 ns since 1601) that are no times, by two libraries that read them.
#
# PyPI ldap3 2.9.1 (format_ad_timestamp and format_ad_timedelta, which it uses by itself for accountExpires, pwdLastSet, maxPwdAge and
# their like) and winfiletime 2.1. Seen on 2026-11-30.
#
# accountExpires has two values for "never", 0 and 9223372036854775807; in pwdLastSet 0 is "to be changed", and maxPwdAge has
# -9223372036854775808 for "never". One would guess that a reader which knows these attributes by name tells both of "never" alike, or
# leaves the numbers. What happens: to ldap3 the one is the end of the year 9999 and the other the first day of 1601, so that
# whoever compares with today has an account that never expires for one that has expired, four centuries ago. An age of "never" is a
# number of days. To winfiletime 0 is 1601 as well, and the other "never" a ValueError.
. "$(dirname "$0")/lab/lab.bash"
python_packages ldap3==2.9.1 pyasn1==0.6.5 winfiletime==2.1
cat >read.py <<'P'
import datetime

import winfiletime
from ldap3.protocol.formatters.formatters import format_ad_timedelta, format_ad_timestamp

DAY = 864000000000
NEVER = 2**63 - 1
TIMES = {"an ordinary day": 154840 * DAY, "never": NEVER, "never, or to be changed": 0}


def said(read, value):
    try:
        told = read(value)
    except ValueError:
        return "ValueError"
    return told.strftime("%Y-%m-%d") if isinstance(told, datetime.datetime) else repr(told)


for title, value in TIMES.items():
    by_ldap3 = said(lambda one: format_ad_timestamp(str(one).encode()), value)
    print(f"{title}, {value}: ldap3 {by_ldap3}, winfiletime {said(winfiletime.to_datetime, value)}")
for title, value in (("42 days", -42 * DAY), ("never", -NEVER - 1)):
    print(f"an age of {title}, {value}: ldap3 {format_ad_timedelta(str(value).encode()).days} days")
P
seen=$(venv/bin/python read.py)
expect "$seen" 'an ordinary day, 133781760000000000: ldap3 2024-12-09, winfiletime 2024-12-09
never, 9223372036854775807: ldap3 9999-12-31, winfiletime ValueError
never, or to be changed, 0: ldap3 1601-01-01, winfiletime 1601-01-01
an age of 42 days, -36288000000000: ldap3 42 days
an age of never, -9223372036854775808: ldap3 999999999 days'
