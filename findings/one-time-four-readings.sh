#!/usr/bin/env bash
# one-time-four-readings.sh : times as directories write them (Generalized Time), by four libraries that read them.
#
# PyPI ldap3 2.9.1, asn1crypto 1.5.1 and pyasn1 0.6.5; npm ldap2date 2.0.0. Seen on 2026-11-29.
#
# RFC 4517 section 3.3.13 lets a time leave out seconds and minutes, carry a fraction of what stands last, and name an
# offset in place of Z. One would guess that libraries made for this syntax read all of it, or refuse what they do not
# know. What happens: all agree on the usual form. A fraction of an hour or of a minute is a fraction of a second to
# pyasn1 and ldap2date: half an hour is lost without an error. An offset is read by ldap2date as a number of minutes
# ("+0100": a hundred, "+01": one), and with the wrong sign, so the time is nearly three hours late.
. "$(dirname "$0")/lab/lab.bash"
python_packages ldap3==2.9.1 asn1crypto==1.5.1 pyasn1==0.6.5
node_packages ldap2date@2.0.0
cat >times.txt <<'T'
20260115103000Z
20260115103000,5Z
202601151030Z
202601151030.5Z
2026011510.5Z
20260115103000+0100
20260115103000-0130
20260115103000+01
T
cat >read.py <<'P'
from datetime import timezone

from asn1crypto.core import GeneralizedTime
from ldap3.protocol.formatters.formatters import format_time
from pyasn1.type.useful import GeneralizedTime as Pyasn1Time

READERS = [format_time, lambda raw: GeneralizedTime.load(b"\x18" + bytes([len(raw)]) + raw).native,
           lambda raw: Pyasn1Time(raw.decode()).asDateTime]
for text in open("times.txt").read().splitlines():
    read = [reader(text.encode()).astimezone(timezone.utc) for reader in READERS]
    print(*(moment.strftime("%H:%M:%S.") + str(moment.microsecond // 100000) for moment in read))
P
cat >read.cjs <<'J'
const times = require('ldap2date')
for (const text of require('fs').readFileSync('times.txt', 'utf8').trim().split('\n')) console.log(times.parse(text).toISOString().slice(11, 21))
J
seen=$(paste -d' ' times.txt <(venv/bin/python read.py) <(node read.cjs) |
    awk '{ printf "%s: ldap3 %s, asn1crypto %s, pyasn1 %s, ldap2date %s\n", $1, $2, $3, $4, $5 }')
expect "$seen" '20260115103000Z: ldap3 10:30:00.0, asn1crypto 10:30:00.0, pyasn1 10:30:00.0, ldap2date 10:30:00.0
20260115103000,5Z: ldap3 10:30:00.5, asn1crypto 10:30:00.5, pyasn1 10:30:00.5, ldap2date 10:30:00.5
202601151030Z: ldap3 10:30:00.0, asn1crypto 10:30:00.0, pyasn1 10:30:00.0, ldap2date 10:30:00.0
202601151030.5Z: ldap3 10:30:30.0, asn1crypto 10:30:30.0, pyasn1 10:30:00.5, ldap2date 10:30:00.5
2026011510.5Z: ldap3 10:30:00.0, asn1crypto 10:30:00.0, pyasn1 10:00:00.5, ldap2date 10:00:00.5
20260115103000+0100: ldap3 09:30:00.0, asn1crypto 09:30:00.0, pyasn1 09:30:00.0, ldap2date 12:10:00.0
20260115103000-0130: ldap3 12:00:00.0, asn1crypto 12:00:00.0, pyasn1 12:00:00.0, ldap2date 08:20:00.0
20260115103000+01: ldap3 09:30:00.0, asn1crypto 09:30:00.0, pyasn1 09:30:00.0, ldap2date 10:31:00.0'
