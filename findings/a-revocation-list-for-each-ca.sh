#!/usr/bin/env bash
# a-revocation-list-for-each-ca.sh : a server below an issuing CA, and revocation lists of one CA or of both, by six clients.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli) and HAProxy 2.6.12 of Debian 12; Python 3.11 (ssl), node 20. Seen
# on 2026-11-30.
#
# The list of the CA that issued the server's certificate (CRL, RFC 5280 section 5) is what tells whether that certificate is still
# good. One would guess that whoever is given this list, or it and the root's, has what is needed, nothing being revoked, and that
# trust is another matter. What happens: with the issuing CA's list s_client (-crl_check) and Python (VERIFY_CRL_CHECK_LEAF) are
# content; curl and HAProxy refuse until they have the root's as well, each CA's in the chain. GnuTLS does not read a list whose CA
# is not in the file of trust, "Error in the CRL verification", though the server sends that CA, and is content with the root's
# list alone. node takes the first list of a file and drops the others without a word, and wants all: no single file is good to it,
# two files are. So only both lists with both CAs trusted are good to all but node.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/tls.bash"
. "$lab/haproxy.bash"
debs gnutls-bin=3.7.9- curl=7.88.1- libcurl4=7.88.1- haproxy=2.6.12-
needs gnutls-cli curl haproxy
self_signed root 'Lab Root' -addext keyUsage=critical,keyCertSign,cRLSign
below() { # below CA NAME SUBJECT EXTENSION...
    cp "$1.pem" ca.pem && cp "$1.key" ca.key
    issued "$2" "$3" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid "${@:4}"
}
below root issuing 'Lab Issuing' basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
below issuing server localhost basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth \
    subjectAltName=DNS:localhost
for ca in root issuing; do
    printf '%s\n' '[ca]' 'default_ca = it' '[it]' "database = $ca.index" "crlnumber = $ca.number" 'default_md = sha256' >"$ca.conf"
    : >"$ca.index" && echo 01 >"$ca.number"
    openssl ca -config "$ca.conf" -gencrl -cert "$ca.pem" -keyfile "$ca.key" -crldays 5 -out "$ca.list" 2>/dev/null
done
cat root.pem issuing.pem >both.pem && cat issuing.list root.list >both.list
serve server openssl s_server -accept 127.0.0.1:27171 -cert server.pem -key server.key -cert_chain issuing.pem -www
listening 27171
port=27180
for trust in root both; do
    for list in issuing root both; do
        printf 'listen %s-%s\n  bind 127.0.0.1:%s\n' "$trust" "$list" "$((port++))"
        printf '  server it 127.0.0.1:27171 ssl verify required verifyhost localhost ca-file %s.pem crl-file %s.list\n' "$trust" "$list"
    done
done | haproxy_conf 5s 5s
haproxy_start 27185
cat >python.py <<'P'
import socket
import ssl
import sys

context = ssl.create_default_context(cafile=sys.argv[1])
context.load_verify_locations(sys.argv[2])
context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
context.wrap_socket(socket.create_connection(("127.0.0.1", 27171)), server_hostname="localhost")
P
cat >node.cjs <<'J'
const [ca, ...crl] = process.argv.slice(2).map(name => require('fs').readFileSync(name))
const socket = require('tls').connect({ host: '127.0.0.1', port: 27171, servername: 'localhost', ca, crl }, () => process.exit(0))
socket.on('error', () => process.exit(1))
J
ok() { "${@:2}" </dev/null >>ok.log 2>&1 && echo "$1 yes" || echo "$1 no"; }
at() { openssl s_client -connect 127.0.0.1:27171 -servername localhost -verify_return_error -no-CApath -no-CAstore -CAfile "$@"; }
port=27180
seen=$(
    for trust in root both; do
        for list in issuing root both; do
            echo "trust $trust, lists $list:" "$({
                ok OpenSSL at $trust.pem -CRL $list.list -crl_check
                ok Python python3 python.py $trust.pem $list.list
                ok curl unpacked_curl --noproxy '*' --cacert $trust.pem --crlfile $list.list https://localhost:27171/
                ok HAProxy unpacked_curl --noproxy '*' "http://127.0.0.1:$port/"
                ok GnuTLS gnutls-cli --x509cafile $trust.pem --x509crlfile $list.list --verify-hostname localhost -p 27171 127.0.0.1
                ok node node node.cjs $trust.pem $list.list
            } | paste -sd, | sed 's/,\([^ ]\)/, \1/g')"
            : $((port++))
        done
    done
    ok 'node, two files' node node.cjs root.pem issuing.list root.list
)
expect "$seen" 'trust root, lists issuing: OpenSSL yes, Python yes, curl no, HAProxy no, GnuTLS no, node no
trust root, lists root: OpenSSL no, Python no, curl no, HAProxy no, GnuTLS yes, node no
trust root, lists both: OpenSSL yes, Python yes, curl yes, HAProxy yes, GnuTLS no, node no
trust both, lists issuing: OpenSSL yes, Python yes, curl no, HAProxy no, GnuTLS yes, node no
trust both, lists root: OpenSSL no, Python no, curl no, HAProxy no, GnuTLS yes, node no
trust both, lists both: OpenSSL yes, Python yes, curl yes, HAProxy yes, GnuTLS yes, node no
node, two files yes'
