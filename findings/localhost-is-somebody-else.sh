#!/usr/bin/env bash
# localhost-is-somebody-else.sh : a directory asked as localhost, on the machine itself or through a tunnel, by six clients.
#
# OpenLDAP slapd and ldapsearch 2.5.13, curl 7.88.1 with libcurl (both on libldap 2.5.13), GnuTLS 3.7.9 (gnutls-cli; Debian 12);
# OpenSSL 3.0 (s_client); PyPI ldap3 2.9.1; npm ldapts 9.2.0 (node 20). Seen on 2026-11-30.
#
# A tunnel ends at localhost, and who looks on the server itself asks there too. One would guess that a certificate for "localhost"
# is right for `ldaps://localhost`, and the one for the machine's full name is not, whoever asks. What happens: ldapsearch has it
# exactly the other way round. libldap takes the name "localhost" for the machine it runs on, and looks for that machine's full name
# in the certificate, here admin1.lab.example: it refuses what all others take, "Can't contact LDAP server", and takes what all
# others refuse. curl, which asks through libldap as well, compares by itself. A tunnel from admin1 to dc1 thus fails with
# ldapsearch, also with a certificate that names localhost for just that.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
. "$lab/tls.bash"
debs "${slapd_packages[@]}" gnutls-bin=3.7.9- curl=7.88.1- libcurl4=7.88.1- libldap-2.5-0=2.5.13+
needs slapd ldapsearch gnutls-cli curl
python_packages ldap3==2.9.1 pyasn1==0.6.5
node_packages ldapts@9.2.0
self_signed ca 'Lab CA' -addext keyUsage=critical,keyCertSign
for name in localhost admin1.lab.example; do
    issued $name "Directory server" "subjectAltName=DNS:$name" extendedKeyUsage=serverAuth keyUsage=critical,digitalSignature
    slapd_tls $name dc=lab,dc=example | slapd_conf $name core
done
cat >python.py <<'P'
import ssl
import sys

import ldap3

tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file="ca.pem")
ldap3.Connection(ldap3.Server(sys.argv[1], tls=tls, get_info=ldap3.NONE), auto_bind=True)
P
cat >node.cjs <<'J'
const { Client } = require('ldapts')
const client = new Client({ url: process.argv[2], tlsOptions: { ca: require('fs').readFileSync('ca.pem') } })
client.bind('', '').then(() => process.exit(0), () => process.exit(1))
J
ok() { "${@:2}" </dev/null >>ok.log 2>&1 && echo "$1 yes" || echo "$1 no"; }
ask() {
    loopback_up
    hostname admin1
    hosts '127.0.0.1 localhost' '127.0.0.1 admin1.lab.example admin1'
    slapd_start localhost ldaps://127.0.0.1:27201
    slapd_start admin1.lab.example ldaps://127.0.0.1:27202
    port=27201
    for name in localhost admin1.lab.example; do
        url=ldaps://localhost:$((port++))
        echo "certificate of $name: $({
            ok s_client openssl s_client -connect "${url#*//}" -CAfile ca.pem -no-CApath -no-CAstore -verify_hostname localhost -verify_return_error
            ok gnutls-cli gnutls-cli --x509cafile ca.pem -p "${url##*:}" localhost
            ok ldap3 venv/bin/python python.py "$url"
            ok ldapts node node.cjs "$url"
            ok curl unpacked_curl --cacert ca.pem "$url/?supportedLDAPVersion?base"
            LDAPTLS_CACERT=$work/ca.pem ok ldapsearch ldapsearch -x -s base -b '' -H "$url"
        } | paste -sd, | sed 's/,/, /g')"
    done
}
seen=$(own '--mount --net --uts' ask)
expect "$seen" 'certificate of localhost: s_client yes, gnutls-cli yes, ldap3 yes, ldapts yes, curl yes, ldapsearch no
certificate of admin1.lab.example: s_client no, gnutls-cli no, ldap3 no, ldapts no, curl no, ldapsearch yes'
