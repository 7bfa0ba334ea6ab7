#!/usr/bin/env bash
# a-question-that-is-cut.sh : people looked up by the simplified queries of a library, and the filters that it makes of them.
#
# PyPI ldap3 2.9.1 (ObjectDef, Reader), OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# In place of a filter the library takes "attribute: value", several of them with a comma between, and several values with a semicolon.
# One would guess that a value may have what values have, or that what cannot be read is an error. What happens: all from a second colon
# on, and all behind a comma that no attribute follows, is left out in silence. "cn: Archer, Dora" finds another person, Archer; a time of
# day is its hour, an address sip:rd@lab.example is "sip"; and a distinguished name, as that of a manager, is its first part, so that the
# list of who has that manager is empty. Wrong attributes are errors, so such a query looks as if it had been understood. With the comma
# in hex (\2C) the right person is found.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd
python_packages ldap3==2.9.1 pyasn1==0.6.5
slapd_database dc=lab,dc=example secret-of-lab | slapd_conf slapd core cosine nis inetorgperson
{
    lab_entry lab
    while IFS='|' read -r name uid number about manager; do
        printf '%s\n' "dn: uid=$uid,dc=lab,dc=example" 'objectClass: inetOrgPerson' 'objectClass: posixAccount' "cn: $name" 'sn: Lab' \
            "uidNumber: $number" 'gidNumber: 1' "homeDirectory: /home/$uid" "description: $about" "manager: uid=$manager,dc=lab,dc=example" ''
    done <<'T'
Archer|archer|8|9|nobody
Archer, Dora|dora|9|9:30|archer
Berta|berta|10|sip|archer
R&D|rd|11|sip:rd@lab.example|dora
T
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27271
cat >ask.py <<'P'
from ldap3 import ALL, Connection, ObjectDef, Reader, Server

connection = Connection(Server("ldap://127.0.0.1:27271", get_info=ALL), "cn=admin,dc=lab,dc=example", "secret-of-lab", auto_bind=True)
people = ObjectDef(["inetOrgPerson", "posixAccount"], connection)
for query in open("queries").read().splitlines():
    try:
        found = Reader(connection, people, "dc=lab,dc=example", query)
        found.search()
        asked = found.query_filter.replace("(&(&(objectClass=inetOrgPerson)(objectClass=posixAccount))", "")[:-1]
        print(f"{query} = {asked}: {', '.join(str(one.uid) for one in found) or 'nobody'}")
    except Exception as error:
        print(f"{query} = {type(error).__name__}")
P
cat >queries <<'Q'
cn: Berta
cn: Berta; R*
cn: Berta, uidNumber: 10
cn: Archer, Dora
description: 9:30
description: sip:rd@lab.example
manager: uid=archer,dc=lab,dc=example
cn: !Berta; Archer
cn: R&D
cn: Archer\2C Dora
Q
seen=$(venv/bin/python ask.py)
expect "$seen" 'cn: Berta = (cn=Berta): berta
cn: Berta; R* = (|(cn=Berta)(cn=R*)): berta, rd
cn: Berta, uidNumber: 10 = (cn=Berta)(uidNumber=10): berta
cn: Archer, Dora = (cn=Archer): archer
description: 9:30 = (description=9): archer
description: sip:rd@lab.example = (description=sip): berta
manager: uid=archer,dc=lab,dc=example = (manager=uid=archer): nobody
cn: !Berta; Archer = (|(!(cn=Berta))(cn=Archer)): archer, dora, rd
cn: R&D = (cn=R&D): rd
cn: Archer\2C Dora = (cn=Archer\2C Dora): dora'
