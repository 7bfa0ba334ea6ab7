#!/usr/bin/env bash
# the-last-is-the-first.sh : people of a directory as a table of Django's, asked in the ways in which a table is asked.
#
# PyPI django-ldapdb 1.5.1 on Django 3.2.25, python-ldap 3.4.3; OpenLDAP slapd 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# The library is a backend for Django's models, which stand for tables of SQL otherwise. What cannot be asked of a directory so, as a
# number with ">", is an error. One would guess that the rest is answered as a table does it. What happens: the last and the latest of
# a list is its first, and reverse() leaves the order as it is; only a minus before the name turns it. A piece of the list, such as the
# fourth to the tenth of four, is counted as four. Who has no room is shown with the room "", but nobody is found who has that room,
# and nobody who has another; to leave out a room that somebody has is right. A comparison of two columns finds nobody. And a new
# number for Anna, of whose two numbers the model shows one, takes away both.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}" python3-ldap=3.4.3-
needs slapd
python_packages django==3.2.25 pyasn1==0.6.5 pyasn1-modules==0.4.2
venv/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps django-ldapdb==1.5.1
slapd_database dc=lab,dc=example secret-of-lab | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    while read -r name surname room first second; do
        printf '%s\n' "dn: cn=$name,dc=lab,dc=example" 'objectClass: inetOrgPerson' "sn: $surname"
        [ "$room" = none ] || echo "roomNumber: $room"
        printf 'telephoneNumber: %s\n' "$first" ${second:+"$second"}
        echo
    done <<'T'
Anna Archer 9 1201 1301
Berta Berta 8 1202
Carla Clark none 1203
Dora Davis 8 1204
T
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:27231
cat >ask.py <<'P'
import os
import sys

import django
from django.conf import settings

sys.path.append(os.environ["work"] + "/usr/lib/python3/dist-packages")
directory = {"ENGINE": "ldapdb.backends.ldap", "NAME": "ldap://127.0.0.1:27231", "USER": "cn=admin,dc=lab,dc=example",
             "PASSWORD": "secret-of-lab"}
settings.configure(INSTALLED_APPS=["ldapdb"], DATABASE_ROUTERS=["ldapdb.router.Router"], DEFAULT_AUTO_FIELD="django.db.models.AutoField",
                   DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}, "ldap": directory})
django.setup()
from django.db.models import F  # noqa: E402
from ldapdb.models import Model, fields  # noqa: E402


class Person(Model):
    base_dn, object_classes = "dc=lab,dc=example", ["inetOrgPerson"]
    cn = fields.CharField(db_column="cn", primary_key=True)
    sn = fields.CharField(db_column="sn")
    room = fields.CharField(db_column="roomNumber")
    number = fields.CharField(db_column="telephoneNumber")

    class Meta:
        app_label = "lab"


for asked in open("questions").read().splitlines():
    people = Person.objects.order_by("cn")
    answer = eval(asked)
    if not isinstance(answer, int):
        answer = " ".join(one.cn for one in ([answer] if isinstance(answer, Person) else answer)) or "nobody"
    print(f"{asked}: {answer}")
print("rooms:", ", ".join(f'{name} "{room}"' for name, room in people.values_list("cn", "room")))
anna = people.get(cn="Anna")
print("of Anna:", anna.number)
anna.number = "1299"
anna.save()
P
cat >questions <<'Q'
people
people.first()
people.last()
people.latest("cn")
people.reverse()
people.order_by("-cn")
people.count()
people[:2].count()
people[1:3]
people[3:10].count()
people.filter(room="8")
people.exclude(room="8")
people.filter(room="")
people.exclude(room="")
people.filter(sn=F("cn"))
Q
seen=$(
    venv/bin/python ask.py
    echo "in the directory: $(ldapsearch -x -LLL -H ldap://127.0.0.1:27231 -b dc=lab,dc=example '(cn=Anna)' telephoneNumber | sed -n 's/^tele.*: //p')"
)
expect "$seen" 'people: Anna Berta Carla Dora
people.first(): Anna
people.last(): Anna
people.latest("cn"): Anna
people.reverse(): Anna Berta Carla Dora
people.order_by("-cn"): Dora Carla Berta Anna
people.count(): 4
people[:2].count(): 4
people[1:3]: Berta Carla
people[3:10].count(): 4
people.filter(room="8"): Berta Dora
people.exclude(room="8"): Anna Carla
people.filter(room=""): nobody
people.exclude(room=""): nobody
people.filter(sn=F("cn")): nobody
rooms: Anna "9", Berta "8", Carla "", Dora "8"
of Anna: 1201
in the directory: 1299'
