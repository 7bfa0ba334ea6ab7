#!/usr/bin/env bash
# the-day-on-which-it-ends.sh : a server's certificate good for 30 days, in chains that end at other times, by four watchers.
#
# check_http and check_tcp 2.3.3 (monitoring-plugins), ssl-cert-check 4.14 and Prometheus' blackbox exporter 0.23.0 of Debian 12, and
# OpenSSL 3.0 (s_client) as a client. Seen on 2026-11-30.
#
# Certificates are watched so that somebody is told before clients refuse. One would guess that a watcher which is told to look at a
# port looks at all that the server sends, or names the day on which clients begin to refuse. What happens: the three plugins look at
# the server's own certificate and say 30 days, "OK", also on the day after the end of the issuing CA, when no client connects any more.
# The exporter has two measures. The one that its examples use (earliest_cert_expiry) is about what was sent: it does not know of the
# root, which ends in five days, and alarms about a certificate that is sent along and needed by nobody. The other one (last_chain) is
# right each time, and has nothing to say when it is too late.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs monitoring-plugins-basic=2.3.3- ssl-cert-check=4.14- prometheus-blackbox-exporter=0.23.0-
needs prometheus-blackbox-exporter
python_packages cryptography==45.0.7
exporter dc1.lab.example
cat >ask.py <<'P'
import re
import subprocess
import time
import urllib.request

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from tls_clients import ISSUING, ROOT, SERVER, authority, bare, dns, identifier, openssl, serve, usage, write

HOST = "dc1.lab.example"
OLD = ec.generate_private_key(ec.SECP256R1())


def ca(name, key, issuer, by, days):
    return bare(name, key, issuer, by, usage("key_cert_sign", "crl_sign"), x509.BasicConstraints(True, None), identifier(key), authority(by),
                days=(-800, days))


def plugin(*command):
    """The status by which it says OK, and the days that it tells of."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    told = re.search(r"(?:expire on \w+|Valid) +(\w+ +\d+),? (?:[\d:]+ )?(\d{4})", done.stdout)
    days = round((time.mktime(time.strptime(f"{told[1]} {told[2]}", "%b %d %Y")) - time.time()) / 86400 + 0.5) if told else None
    return f"{'OK' if done.returncode == 0 else done.returncode}, {days} days"


def exporter(port, measure):
    text = urllib.request.urlopen(f"http://127.0.0.1:9115/probe?target=127.0.0.1:{port}&module={HOST}").read().decode()
    told = re.search(rf"^probe_ssl_{measure}\S* (\S+)$", text, re.M)
    return f"{round((float(told[1]) - time.time()) / 86400)} days" if told else "nothing"


def watch(about, of_issuing, of_root, *others):
    root, issuing = ca("Root", ROOT, "Root", ROOT, of_root), ca("Issuing", ISSUING, "Root", ROOT, of_issuing)
    server = bare(HOST, SERVER, "Issuing", ISSUING, usage("digital_signature"), dns(HOST), authority(ISSUING), days=(-30, 30))
    write("store.pem", root)
    port = serve([server, issuing, *others], SERVER)
    print(f"{about}: check_http {plugin('check_http', '-I', '127.0.0.1', '-H', HOST, '-p', str(port), '-S', '--sni', '-C', '20')}; "
          f"check_tcp {plugin('check_tcp', '-H', '127.0.0.1', '-p', str(port), '-S', '-D', '20')}; "
          f"ssl-cert-check {plugin('ssl-cert-check', '-s', '127.0.0.1', '-p', str(port), '-n', '-x', '20')}; "
          f"earliest_cert_expiry {exporter(port, 'earliest_cert_expiry')}; last_chain {exporter(port, 'last_chain_expiry')}; "
          f"a client: {'yes' if openssl(HOST, port) else 'no'}")


watch("all of it good for longer", 400, 800)
watch("issuing CA ends in 10 days", 10, 800)
watch("issuing CA has ended", -1, 800)
watch("root ends in 5 days", 400, 5)
watch("sent along and needed by nobody, ended", 400, 800, ca("Root", ROOT, "Old root", OLD, -3))
P
seen=$(PATH="$work/usr/lib/nagios/plugins:$PATH" TZ=UTC venv/bin/python ask.py 2>ask.log)
expect "$seen" 'all of it good for longer: check_http OK, 30 days; check_tcp OK, 30 days; ssl-cert-check OK, 30 days; earliest_cert_expiry 30 days; last_chain 30 days; a client: yes
issuing CA ends in 10 days: check_http OK, 30 days; check_tcp OK, 30 days; ssl-cert-check OK, 30 days; earliest_cert_expiry 10 days; last_chain 10 days; a client: yes
issuing CA has ended: check_http OK, 30 days; check_tcp OK, 30 days; ssl-cert-check OK, 30 days; earliest_cert_expiry nothing; last_chain nothing; a client: no
root ends in 5 days: check_http OK, 30 days; check_tcp OK, 30 days; ssl-cert-check OK, 30 days; earliest_cert_expiry 30 days; last_chain 5 days; a client: yes
sent along and needed by nobody, ended: check_http OK, 30 days; check_tcp OK, 30 days; ssl-cert-check OK, 30 days; earliest_cert_expiry -3 days; last_chain 30 days; a client: yes'
