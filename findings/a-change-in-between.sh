#!/usr/bin/env bash
# a-change-in-between.sh : a group and a person are read, changed by somebody else, changed by the reader and written, by six libraries.
#
# Symfony's Ldap 5.4 (PHP 8.2), ActiveLdap 6.0.3 (Ruby 3.1), Net::LDAP 0.68 of Perl, python-ldap 3.4.3 (modlist), bonsai 1.5.0, OpenLDAP
# slapd and its client programs 2.5.13 (Debian 12); PyPI ldap3 2.9.1 (Writer). Seen on 2026-11-30.
#
# These libraries keep an entry as an object, which is changed and then written. LDAP can say what is new and what goes (RFC 4511 section
# 4.6), so one would guess that only this is written, and that what somebody else has changed in the meantime stays. What happens:
# python-ldap's helper for differences writes an attribute anew as a whole, so that a group to which two programs add somebody has
# one of both. Symfony's update writes the whole entry as it was read, so that who changes a number takes the new title back, and it has
# another way, `addAttributeValues`, that does not. With bonsai a value that is set by its place, `entry["telephoneNumber"][0] = ...`,
# is not written, and there is no error; and a surname whose capitals are to be put right that way is "already in the list".
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
python_packages ldap3==2.9.1 pyasn1==0.6.5 pyasn1-modules==0.4.2
cat >between <<'C'
#!/bin/sh
ldapmodify -x -H ldap://127.0.0.1 -D cn=admin,dc=lab,dc=example -w secret-of-lab >/dev/null <<L
dn: $1
changetype: modify
$2

L
C
chmod +x between
cat >between.sh <<'C'
"$work/between" cn=Voice,dc=lab,dc=example 'add: member
member: uid=carla,dc=lab,dc=example'
"$work/between" uid=anna,dc=lab,dc=example 'replace: title
title: Head'
C
cat >ask.py <<'P'
import os
import subprocess
import sys

sys.path.append("/usr/lib/python3/dist-packages")
import bonsai  # noqa: E402
import ldap  # noqa: E402
import ldap.modlist  # noqa: E402
import ldap3  # noqa: E402

URL, LOGIN = "ldap://127.0.0.1", ("cn=admin,dc=lab,dc=example", "secret-of-lab")


def between():
    subprocess.run(["sh", os.environ["work"] + "/between.sh"], check=True)


def by_ldap3(dn, kind, attribute, value):
    connection = ldap3.Connection(URL, *LOGIN, auto_bind=True)
    found = ldap3.Reader(connection, ldap3.ObjectDef(kind, connection), dn)
    found.search()
    entry = ldap3.Writer.from_cursor(found)[0]
    between()
    if kind == "groupOfNames":
        entry[attribute] += value
    else:
        entry[attribute] = value
    entry.entry_commit_changes(refresh=False)


def by_python_ldap(dn, kind, attribute, value):
    connection = ldap.initialize(URL)
    connection.simple_bind_s(*LOGIN)
    old = connection.search_s(dn, ldap.SCOPE_BASE)[0][1]
    between()
    kept = old[attribute] if kind == "groupOfNames" else []
    connection.modify_s(dn, ldap.modlist.modifyModlist(old, {**old, attribute: [*kept, value.encode()]}))


def by_bonsai(dn, kind, attribute, value, place=False):
    client = bonsai.LDAPClient(URL)
    client.set_credentials("SIMPLE", *LOGIN)
    entry = client.connect().search(dn, bonsai.LDAPSearchScope.BASE)[0]
    between()
    if kind == "groupOfNames":
        entry[attribute].append(value)
    elif place:
        entry[attribute][0] = value
    else:
        entry[attribute] = value
    entry.modify()


LIBRARIES = {"ldap3": by_ldap3, "python-ldap": by_python_ldap, "bonsai": by_bonsai, "bonsai by place": lambda *asked: by_bonsai(*asked, True)}
LIBRARIES[sys.argv[1]](*sys.argv[2:])
P
cat >ask.pl <<'P'
use Net::LDAP;
my ($dn, $kind, @change) = @ARGV[1 .. 4];
my $ldap = Net::LDAP->new('127.0.0.1');
$ldap->bind('cn=admin,dc=lab,dc=example', password => 'secret-of-lab');
my $entry = $ldap->search(base => $dn, scope => 'base', filter => '(objectClass=*)')->entry(0);
system "sh $ENV{work}/between.sh";
$kind eq 'groupOfNames' ? $entry->add(@change) : $entry->replace(@change);
$entry->update($ldap);
P
cat >ask.rb <<'P'
require 'active_ldap'
_, dn, kind, attribute, value = ARGV
ActiveLdap::Base.setup_connection(host: '127.0.0.1', base: 'dc=lab,dc=example', bind_dn: 'cn=admin,dc=lab,dc=example',
                                  password: 'secret-of-lab', allow_anonymous: false)
class Kind < ActiveLdap::Base
end
Kind.ldap_mapping dn_attribute: dn[/[^=]*/], prefix: '', classes: [kind]
entry = Kind.find(dn[/=([^,]*)/, 1])
system "sh #{ENV['work']}/between.sh"
entry.send("#{attribute}=", kind == 'groupOfNames' ? entry.send(attribute, true) + [value] : value)
entry.save!
P
cat >ask.php <<'P'
<?php
require '/usr/share/php/Symfony/Component/Ldap/autoload.php';
[, $way, $dn, $kind, $attribute, $value] = $argv;
$ldap = Symfony\Component\Ldap\Ldap::create('ext_ldap', ['connection_string' => 'ldap://127.0.0.1']);
$ldap->bind('cn=admin,dc=lab,dc=example', 'secret-of-lab');
$entry = $ldap->query($dn, '(objectClass=*)', ['scope' => 'base'])->execute()[0];
system('sh ' . getenv('work') . '/between.sh');
$entry->setAttribute($attribute, $kind == 'groupOfNames' ? [...$entry->getAttribute($attribute), $value] : [$value]);
$ldap->getEntryManager()->update($entry);
P
printf '%s\n' 'dn: uid=anna,dc=lab,dc=example' 'objectClass: inetOrgPerson' 'cn: Anna' 'sn: Lab' 'title: Clerk' 'telephoneNumber: 1203' '' \
    'dn: cn=Voice,dc=lab,dc=example' 'objectClass: groupOfNames' 'member: uid=anna,dc=lab,dc=example' >both
changes() {
    slapd_database dc=lab,dc=example secret-of-lab | slapd_conf slapd core cosine inetorgperson
    lab_entry lab | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:389
    local asked='-x -H ldap://127.0.0.1' login='-D cn=admin,dc=lab,dc=example -w secret-of-lab' library program way
    while IFS='=' read -r library program; do
        # shellcheck disable=SC2086 # several words
        for way in "cn=Voice,dc=lab,dc=example groupOfNames member uid=dora,dc=lab,dc=example" \
            "uid=anna,dc=lab,dc=example inetOrgPerson telephoneNumber 1204"; do
            ldapadd $asked $login <"$work/both" >/dev/null
            (cd "$work" && $program "$library" $way)
            ldapsearch -LLL $asked -b "${way%% *}" member title telephoneNumber | sed '/^dn/d; /^$/d; s/: uid=/: /; s/,.*//' >now
            echo "$library, $(cut -d' ' -f3 <<<"$way"): $(paste -sd' ' now)"
            ldapdelete $asked $login {cn=Voice,uid=anna},dc=lab,dc=example
        done
    done <<L
ldap3=venv/bin/python ask.py
python-ldap=venv/bin/python ask.py
bonsai=venv/bin/python ask.py
bonsai by place=venv/bin/python ask.py
Net::LDAP=perl ask.pl
ActiveLdap=ruby ask.rb
Symfony=php ask.php
L
}
own_system changes "${slapd_packages[@]}" php8.2-{cli,ldap}=8.2. php-symfony-ldap=5.4. ruby-activeldap=6.0.3- libnet-ldap-perl=1:0.6800+ \
    python3-bonsai=1.5.0+ python3-ldap=3.4.3- >seen
expect "$(cat seen)" 'ldap3, member: member: anna member: carla member: dora
ldap3, telephoneNumber: title: Head telephoneNumber: 1204
python-ldap, member: member: anna member: dora
python-ldap, telephoneNumber: title: Head telephoneNumber: 1204
bonsai, member: member: anna member: carla member: dora
bonsai, telephoneNumber: title: Head telephoneNumber: 1204
bonsai by place, member: member: anna member: carla member: dora
bonsai by place, telephoneNumber: telephoneNumber: 1203 title: Head
Net::LDAP, member: member: anna member: carla member: dora
Net::LDAP, telephoneNumber: title: Head telephoneNumber: 1204
ActiveLdap, member: member: anna member: carla member: dora
ActiveLdap, telephoneNumber: title: Head telephoneNumber: 1204
Symfony, member: member: anna member: dora
Symfony, telephoneNumber: title: Clerk telephoneNumber: 1204'
