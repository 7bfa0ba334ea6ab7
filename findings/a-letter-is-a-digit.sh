#!/usr/bin/env bash
# a-letter-is-a-digit.sh : telephone numbers as people write them into a directory, by four libraries of one family.
#
# PyPI phonenumbers 9.0.43; npm google-libphonenumber 3.2.47, awesome-phonenumber 7.8.0 and libphonenumber-js 1.13.16 (max). Seen
# on 2026-11-30.
#
# Google's libphonenumber is there in several languages, as ports; libphonenumber-js is written anew. One would guess that a word
# beside a number is left out, or makes it no number, and that ports are alike. What happens: three or more letters are digits, as
# on the keys of a telephone, so "030 1234567 Anna" is the number +493012345672662, and it is valid. Of fewer letters only the
# digits behind them stay: "DW 12" (German for extension 12) and "p12" are the end of the number, as is a second ending behind a
# slash. awesome drops an extension. libphonenumber-js takes no letters for digits, and reads a SIP address as a number. All put
# the country before an internal 8901, without the town.
. "$(dirname "$0")/lab/lab.bash"
python_packages phonenumbers==9.0.43
node_packages google-libphonenumber@3.2.47 awesome-phonenumber@7.8.0 libphonenumber-js@1.13.16
cat >numbers <<'T'
(030) 1234567
030 1234567 ext. 89
030 1234567 Anna
030 1234567 Mo
030 1234567 DW 12
+49 30 1234567 p12
030 1234567-89
+49 30 1234567 / 68
0800 FLOWERS
8901
+49301234567@lab.example
sip:+49301234567@lab.example
tel:+49-30-1234567;ext=89
+49301234567;npdi
++49 30 1234567
T
cat >read.py <<'P'
import phonenumbers

for text in open("numbers").read().splitlines():
    try:
        number = phonenumbers.parse(text, "DE")
        valid = "" if phonenumbers.is_valid_number(number) else " (not valid)"
        extension = f" ext {number.extension}" if number.extension else ""
        print(f"phonenumbers\t{text}\t{phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)}{extension}{valid}")
    except phonenumbers.NumberParseException:
        print(f"phonenumbers\t{text}\trefused")
P
cat >read.cjs <<'J'
const { PhoneNumberUtil, PhoneNumberFormat: { E164 } } = require('google-libphonenumber')
const { parsePhoneNumberFromString } = require('libphonenumber-js/max'), { parsePhoneNumber } = require('awesome-phonenumber')
const google = PhoneNumberUtil.getInstance()
const shown = (number, extension, valid) => number + (extension ? ` ext ${extension}` : '') + (valid ? '' : ' (not valid)')
const readers = {
  google(text) {
    try {
      const number = google.parse(text, 'DE')
      return shown(google.format(number, E164), number.getExtension(), google.isValidNumber(number))
    } catch { return 'refused' }
  },
  awesome(text) {
    const { number, valid } = parsePhoneNumber(text, { regionCode: 'DE' })
    return number ? shown(number.e164, number.ext, valid) : 'refused'
  },
  js(text) {
    const number = parsePhoneNumberFromString(text, 'DE')
    return number ? shown(number.number, number.ext, number.isValid()) : 'refused'
  }
}
for (const text of require('fs').readFileSync('numbers', 'utf8').trimEnd().split('\n')) {
  for (const [name, reader] of Object.entries(readers)) console.log([name, text, reader(text)].join('\t'))
}
J
{
    venv/bin/python read.py
    node read.cjs
} >readings
seen=$(alike numbers readings)
expect "$seen" '(030) 1234567 = +49301234567: phonenumbers, google, awesome, js
030 1234567 ext. 89 = +49301234567 ext 89: phonenumbers, google, js
030 1234567 ext. 89 = +49301234567: awesome
030 1234567 Anna = +493012345672662: phonenumbers, google, awesome
030 1234567 Anna = +49301234567: js
030 1234567 Mo = +49301234567: phonenumbers, google, awesome, js
030 1234567 DW 12 = +4930123456712: phonenumbers, google, awesome
030 1234567 DW 12 = refused: js
+49 30 1234567 p12 = +4930123456712: phonenumbers, google, awesome
+49 30 1234567 p12 = refused: js
030 1234567-89 = +4930123456789: phonenumbers, google, awesome, js
+49 30 1234567 / 68 = +4930123456768: phonenumbers, google, awesome, js
0800 FLOWERS = +498003569377: phonenumbers, google, awesome
0800 FLOWERS = +490800 (not valid): js
8901 = +498901 (not valid): phonenumbers, google, awesome, js
+49301234567@lab.example = refused: phonenumbers, google, awesome
+49301234567@lab.example = +49301234567: js
sip:+49301234567@lab.example = refused: phonenumbers, google, awesome
sip:+49301234567@lab.example = +49301234567: js
tel:+49-30-1234567;ext=89 = +49301234567 ext 89: phonenumbers, google, js
tel:+49-30-1234567;ext=89 = +49301234567: awesome
+49301234567;npdi = refused: phonenumbers, google, awesome
+49301234567;npdi = +49301234567: js
++49 30 1234567 = +49301234567: phonenumbers, google, awesome
++49 30 1234567 = refused: js'
