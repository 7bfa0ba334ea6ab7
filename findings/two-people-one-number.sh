#!/usr/bin/env bash
# two-people-one-number.sh : a directory in which no number may be had twice, as telephone or as mobile, by two servers.
#
# OpenLDAP slapd 2.5.13 (overlay unique), 389 Directory Server 2.3.1 (plug-in attribute uniqueness; Debian 12); PyPI ldap3
# 2.9.1. Seen on 2026-11-30.
#
# Calls are put to people by number, so a number is to be one person's, and both servers have an add-on to which one gives a
# branch and a list of attributes. One would guess that the same list means the same, and that whatever way leads to a second
# owner is closed. Blanks count for nothing at both, and so do several values. What happens: to 389 the list is one set of
# numbers, to slapd each attribute is a set of its own: the telephone of one may be the mobile of another, also by a later
# change. And slapd looks at what is written and not at where: who has the number outside of the branch and is moved into it
# (modifyDN) brings it along, result success, where 389 refuses. A value with a tag of language is refused by 389 alone.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
# The plug-in of 389, which is started last, works after a restart.
ask() {
    ldapmodify -x -H ldap://127.0.0.1:3891 -D 'cn=Directory Manager' -w secret-of-lab -f "$work/plugin.ldif" >plugin.log
    end_last
    dirsrv_start 3891
    "$work/venv/bin/python" "$work/ask.py"
}
cat >plugin.ldif <<'C'
dn: cn=attribute uniqueness,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
replace: uniqueness-attribute-name
uniqueness-attribute-name: telephoneNumber
uniqueness-attribute-name: mobile
-
replace: uniqueness-subtrees
uniqueness-subtrees: ou=Staff,dc=example,dc=com
C
cat >ask.py <<'P'
from directories import STAFF, SUFFIX, staffed

for name in ("slapd", "389"):
    connection = staffed(name)
    assert connection.add(f"ou=Guests,{SUFFIX}", "organizationalUnit"), connection.result

    def add(cn, branch=STAFF, **numbers):
        connection.add(f"cn={cn},{branch}", "inetOrgPerson", {"sn": cn, **numbers})
        return connection.result["description"]

    def given(attribute, number):
        connection.modify(f"cn=Anna,{STAFF}", {attribute: [("MODIFY_ADD", [number])]})
        return connection.result["description"]

    print(f"{name}: Anna has the telephone +49 30 1000:", add("Anna", telephoneNumber="+49 30 1000"))
    print(f"{name}: Berta, telephone +49301000:", add("Berta", telephoneNumber="+49301000"))
    print(f"{name}: Carla, telephones 2000 and 2001:", add("Carla", telephoneNumber=["+49 30 2000", "+49 30 2001"]))
    print(f"{name}: Dora, telephone 2001:", add("Dora", telephoneNumber="+49 30 2001"))
    print(f"{name}: Emma, mobile 1000:", add("Emma", mobile="+49 30 1000"))
    print(f"{name}: Anna gets mobile 2000 too:", given("mobile", "+49 30 2000"))
    print(f"{name}: Anna gets telephone 2000 too:", given("telephoneNumber", "+49 30 2000"))
    print(f"{name}: Anna gets telephone;lang-de 2000 too:", given("telephoneNumber;lang-de", "+49 30 2000"))
    print(f"{name}: Frida, a guest, telephone 1000:", add("Frida", f"ou=Guests,{SUFFIX}", telephoneNumber="+49 30 1000"))
    connection.modify_dn(f"cn=Frida,ou=Guests,{SUFFIX}", "cn=Frida", new_superior=STAFF)
    print(f"{name}: Frida joins the staff:", connection.result["description"])
    connection.search(STAFF, "(telephoneNumber=+49 30 1000)")
    print(f"{name}: of the staff have telephone 1000:", ", ".join(sorted(one["dn"].split(",")[0] for one in connection.response)))
P
ask_directories 'slapd 389' 'overlay unique' 'unique_uri ldap:///ou=Staff,dc=example,dc=com?telephoneNumber,mobile?sub' >seen
expect "$(cat seen)" 'slapd: Anna has the telephone +49 30 1000: success
slapd: Berta, telephone +49301000: constraintViolation
slapd: Carla, telephones 2000 and 2001: success
slapd: Dora, telephone 2001: constraintViolation
slapd: Emma, mobile 1000: success
slapd: Anna gets mobile 2000 too: success
slapd: Anna gets telephone 2000 too: constraintViolation
slapd: Anna gets telephone;lang-de 2000 too: success
slapd: Frida, a guest, telephone 1000: success
slapd: Frida joins the staff: success
slapd: of the staff have telephone 1000: cn=Anna, cn=Frida
389: Anna has the telephone +49 30 1000: success
389: Berta, telephone +49301000: constraintViolation
389: Carla, telephones 2000 and 2001: success
389: Dora, telephone 2001: constraintViolation
389: Emma, mobile 1000: constraintViolation
389: Anna gets mobile 2000 too: constraintViolation
389: Anna gets telephone 2000 too: constraintViolation
389: Anna gets telephone;lang-de 2000 too: constraintViolation
389: Frida, a guest, telephone 1000: success
389: Frida joins the staff: constraintViolation
389: of the staff have telephone 1000: cn=Anna'
