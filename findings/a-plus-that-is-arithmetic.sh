#!/usr/bin/env bash
# a-plus-that-is-arithmetic.sh : a person's numbers read, changed as a list and written back by a library.
#
# Bonsai 1.5.0 (python3-bonsai), OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# A telephone number is text to a directory, and Bonsai gives values as text. It makes numbers and truth values of those that look so,
# whatever the attribute is. One would guess that nothing is lost by that, as 1201 comes back as 1201. What happens: the plus before a
# number in full goes, so that +496912101 is 496912101, another number. It cannot be removed, since no such value is there, and whoever
# writes the list again has changed it. The room 00 is 0, while 0012 stays text. And the lists of values follow their changes, of which one
# would guess that each way to change a Python list is followed or refused. append(), remove() and pop() are followed; who sets a value by
# its place, takes one away by `del` or empties the list with clear() gets no error from modify(), and the directory is as it was.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" python3-bonsai=1.5.0+
needs slapd
slapd_database dc=lab,dc=example secret-of-lab | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    printf '%s\n' 'dn: cn=Anna,dc=lab,dc=example' 'objectClass: inetOrgPerson' 'sn: Archer' 'telephoneNumber: +496912101' \
        'mobile: 01701201' 'homePhone: 1201' 'roomNumber: 00' 'departmentNumber: 0012' 'employeeNumber: -5' 'title: TRUE' 'ou: true'
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27241
cat >ask.py <<'P'
import bonsai

client = bonsai.LDAPClient("ldap://127.0.0.1:27241")
client.set_credentials("SIMPLE", "cn=admin,dc=lab,dc=example", "secret-of-lab")
connection = client.connect()


def person():
    return connection.search("dc=lab,dc=example", 2, "(cn=Anna)")[0]


anna = person()
for attribute in ("telephoneNumber", "mobile", "homePhone", "roomNumber", "departmentNumber", "employeeNumber", "title", "ou"):
    print(f"{attribute}: {anna[attribute][0]!r}")


def changed(what, change, attribute="description", before=("x", "y", "z")):
    """What the directory has after a change of the list."""
    anna = person()
    if before:
        anna[attribute] = list(before)
        anna.modify()
    anna = person()
    try:
        change(anna)
        anna.modify()
        answer = "no error"
    except bonsai.LDAPError as error:
        answer = type(error).__name__
    print(f"{what}: {answer}, {' '.join(str(value) for value in person().get(attribute, ['none']))}")


def remove_by_place(anna):
    del anna["description"][0]


def set_by_place(anna):
    anna["description"][0] = "w"


changed('append("w")', lambda anna: anna["description"].append("w"))
changed('remove("x")', lambda anna: anna["description"].remove("x"))
changed("pop(0)", lambda anna: anna["description"].pop(0))
changed('[0] = "w"', set_by_place)
changed("del [0]", remove_by_place)
changed("clear()", lambda anna: anna["description"].clear())
changed("= []", lambda anna: anna.__setitem__("description", []))
number = "telephoneNumber"
changed("the number is removed as it was read", lambda anna: anna[number].remove(anna[number][0]), number, ())
changed("the list is read, and set with 1202 behind it", lambda anna: anna.__setitem__(number, [*anna[number], "1202"]), number, ())
P
seen=$(
    PYTHONPATH=$work/usr/lib/python3/dist-packages python3 ask.py
    echo "in the directory: $(ldapsearch -x -LLL -H ldap://127.0.0.1:27241 -b dc=lab,dc=example '(cn=Anna)' telephoneNumber |
        sed -n 's/^telephoneNumber: //p' | paste -sd' ')"
)
expect "$seen" 'telephoneNumber: 496912101
mobile: '\''01701201'\''
homePhone: 1201
roomNumber: 0
departmentNumber: '\''0012'\''
employeeNumber: -5
title: True
ou: '\''true'\''
append("w"): no error, x y z w
remove("x"): no error, y z
pop(0): no error, y z
[0] = "w": no error, x y z
del [0]: no error, x y z
clear(): no error, x y z
= []: no error, none
the number is removed as it was read: NoSuchAttribute, 496912101
the list is read, and set with 1202 behind it: no error, 496912101 1202
in the directory: 496912101 1202'
