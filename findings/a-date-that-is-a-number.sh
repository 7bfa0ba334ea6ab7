#!/usr/bin/env bash
# a-date-that-is-a-number.sh : telephone numbers found in mails and signatures by two ports of one library, one of them in two sizes.
#
# PyPI phonenumbers 9.0.43; npm libphonenumber-js 1.13.16, with its usual and its full data (max). Seen on 2026-11-30.
#
# Numbers of callers and contacts are taken out of texts, for a click to call. Both ports follow the same Java code, which looks at
# what stands around a number. One would guess that they find the same ones, and nothing in dates. What happens: libphonenumber-js finds
# a number in a date, as ISO 8601 or as Germans write it (2026-11-30 is +4920261130), in that of an order and of a room, and with its usual
# data in an IP address and in a number of a register; Python's finds none of these. Two extensions behind one number, 1000-12/13,
# are one number to all, +493010001213, which nobody has.
. "$(dirname "$0")/lab/lab.bash"
python_packages phonenumbers==9.0.43
node_packages libphonenumber-js@1.13.16
cat >texts <<'T'
Anna Archer, Tel. 030 1000-12
Tel. +49 (0)30 1000-12, Fax -13
Tel. 030/1000-12/13
+49 30 100012 / +49 171 1234567
Phone +49.30.100012 ext. 8901
free on 2026-11-30
free on 30.11.2026
call at 10:00-12:00
order 4711-0815
HRB 123456 Berlin
cucm1 is 10.0.0.11
in room 30-100012
T
cat >find.py <<'P'
import phonenumbers

for text in open("texts").read().splitlines():
    found = [phonenumbers.format_number(one.number, phonenumbers.PhoneNumberFormat.E164) + (f" ext. {one.number.extension}" if one.number.extension else "")
             for one in phonenumbers.PhoneNumberMatcher(text, "DE")]
    print("phonenumbers", text, ", ".join(found) or "none", sep="\t")
P
cat >find.cjs <<'J'
for (const name of ['libphonenumber-js', 'libphonenumber-js/max']) {
  for (const text of require('fs').readFileSync('texts', 'utf8').trimEnd().split('\n')) {
    const found = require(name).findPhoneNumbersInText(text, 'DE').map(({ number }) => number.number + (number.ext ? ` ext. ${number.ext}` : ''))
    console.log([name, text, found.join(', ') || 'none'].join('\t'))
  }
}
J
{ venv/bin/python find.py && node find.cjs; } >readings
seen=$(alike texts readings)
expect "$seen" 'Anna Archer, Tel. 030 1000-12 = +4930100012: phonenumbers, libphonenumber-js, libphonenumber-js/max
Tel. +49 (0)30 1000-12, Fax -13 = +4930100012: phonenumbers, libphonenumber-js, libphonenumber-js/max
Tel. 030/1000-12/13 = +493010001213: phonenumbers, libphonenumber-js, libphonenumber-js/max
+49 30 100012 / +49 171 1234567 = +4930100012, +491711234567: phonenumbers, libphonenumber-js, libphonenumber-js/max
Phone +49.30.100012 ext. 8901 = +4930100012 ext. 8901: phonenumbers, libphonenumber-js, libphonenumber-js/max
free on 2026-11-30 = none: phonenumbers
free on 2026-11-30 = +4920261130: libphonenumber-js, libphonenumber-js/max
free on 30.11.2026 = none: phonenumbers
free on 30.11.2026 = +4930112026: libphonenumber-js, libphonenumber-js/max
call at 10:00-12:00 = none: phonenumbers, libphonenumber-js, libphonenumber-js/max
order 4711-0815 = none: phonenumbers
order 4711-0815 = +4947110815: libphonenumber-js, libphonenumber-js/max
HRB 123456 Berlin = none: phonenumbers, libphonenumber-js/max
HRB 123456 Berlin = +49123456: libphonenumber-js
cucm1 is 10.0.0.11 = none: phonenumbers, libphonenumber-js/max
cucm1 is 10.0.0.11 = +49100011: libphonenumber-js
in room 30-100012 = none: phonenumbers
in room 30-100012 = +4930100012: libphonenumber-js, libphonenumber-js/max'
