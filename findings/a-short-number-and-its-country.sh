#!/usr/bin/env bash
# a-short-number-and-its-country.sh : extensions, numbers and tel: URIs, judged by four libraries of one family, one of them in three ways.
#
# npm libphonenumber-js 1.13.16 (as it comes, /max and /mobile), google-libphonenumber 3.2.47 and awesome-phonenumber 7.8.0; PyPI
# phonenumbers 9.0.43. Seen on 2026-11-30.
#
# Who lets a program put numbers of a directory into one form asks it first whether they are numbers: possible ones, by their length, or
# valid ones, by what is known of the country. One would guess that an extension is neither, and that the three files of one
# library (small, full, mobile) differ in what they know and not in what they say. What happens: to libphonenumber-js, as it comes, 1000
# is a valid number, +491000, and so is an Austrian one of fifteen digits; with its full file they are not valid. With its file for
# mobiles no number of an office is. To the ports 1000 and 112 are possible, as they could be dialled in some town, and become
# +491000 and +49112, where the town is not. A tel: URI with a town in its context (RFC 3966 section 5.1.5) is a number with the small
# file and none with the full one; with a domain as context, 1000 of lab.example, the ports make it a number of the default country.
. "$(dirname "$0")/lab/lab.bash"
python_packages phonenumbers==9.0.43
node_packages google-libphonenumber@3.2.47 awesome-phonenumber@7.8.0 libphonenumber-js@1.13.16
cat >numbers <<'T'
1000
112
+49 30 1000
+43 1 1000 12345678
tel:+49-30-1000;ext=12
tel:1000;phone-context=+4930
tel:1000;phone-context=lab.example
T
cat >ask.cjs <<'J'
const { PhoneNumberUtil, PhoneNumberFormat } = require('google-libphonenumber'), { parsePhoneNumber } = require('awesome-phonenumber')
const util = PhoneNumberUtil.getInstance()
const anew = variant => number => {
  const read = require('libphonenumber-js' + variant).parsePhoneNumberWithError(number, 'DE')
  return [read.number, read.isPossible(), read.isValid()]
}
const LIBRARIES = {
  'libphonenumber-js': anew(''),
  'libphonenumber-js/max': anew('/max'),
  'libphonenumber-js/mobile': anew('/mobile'),
  'google-libphonenumber': number => {
    const read = util.parse(number, 'DE')
    return [util.format(read, PhoneNumberFormat.E164), util.isPossibleNumber(read), util.isValidNumber(read)]
  },
  'awesome-phonenumber': number => {
    const read = parsePhoneNumber(number, { regionCode: 'DE' })
    return [read.number.e164, read.possible, read.valid]
  }
}
for (const number of require('fs').readFileSync('numbers', 'utf8').trim().split('\n')) {
  for (const [name, read] of Object.entries(LIBRARIES)) {
    let shown = 'no number'
    try {
      const [e164, possible, valid] = read(number)
      shown = `${e164}, ${valid ? 'valid' : possible ? 'possible' : 'not possible'}`
    } catch {}
    console.log(`${name}\t${number}\t${shown}`)
  }
}
J
cat >ask.py <<'P'
import phonenumbers

for number in open("numbers").read().splitlines():
    read = phonenumbers.parse(number, "DE")
    shown = "valid" if phonenumbers.is_valid_number(read) else "possible" if phonenumbers.is_possible_number(read) else "not possible"
    print("phonenumbers", number, f"{phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)}, {shown}", sep="\t")
P
{ node ask.cjs && venv/bin/python ask.py; } >readings
seen=$(alike numbers readings)
expect "$seen" '1000 = +491000, valid: libphonenumber-js
1000 = +491000, possible: libphonenumber-js/max, libphonenumber-js/mobile, google-libphonenumber, awesome-phonenumber, phonenumbers
112 = +49112, not possible: libphonenumber-js, libphonenumber-js/max, libphonenumber-js/mobile
112 = +49112, possible: google-libphonenumber, awesome-phonenumber, phonenumbers
+49 30 1000 = +49301000, valid: libphonenumber-js, libphonenumber-js/max, google-libphonenumber, awesome-phonenumber, phonenumbers
+49 30 1000 = +49301000, possible: libphonenumber-js/mobile
+43 1 1000 12345678 = +431100012345678, valid: libphonenumber-js
+43 1 1000 12345678 = +431100012345678, possible: libphonenumber-js/max, libphonenumber-js/mobile, google-libphonenumber, awesome-phonenumber, phonenumbers
tel:+49-30-1000;ext=12 = +49301000, valid: libphonenumber-js, libphonenumber-js/max, google-libphonenumber, awesome-phonenumber, phonenumbers
tel:+49-30-1000;ext=12 = +49301000, possible: libphonenumber-js/mobile
tel:1000;phone-context=+4930 = +49301000, valid: libphonenumber-js, google-libphonenumber, awesome-phonenumber, phonenumbers
tel:1000;phone-context=+4930 = no number: libphonenumber-js/max
tel:1000;phone-context=+4930 = +49301000, possible: libphonenumber-js/mobile
tel:1000;phone-context=lab.example = no number: libphonenumber-js, libphonenumber-js/max, libphonenumber-js/mobile
tel:1000;phone-context=lab.example = +491000, possible: google-libphonenumber, awesome-phonenumber, phonenumbers'
