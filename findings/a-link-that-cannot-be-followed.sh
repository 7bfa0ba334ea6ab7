#!/usr/bin/env bash
# a-link-that-cannot-be-followed.sh : secretaries and managers whom 389 Directory Server keeps in step (linked attributes), and renamings.
#
# 389 Directory Server 2.3.1 (plug-in Linked Attributes; Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# The plug-in takes pairs of attributes: whoever is named by the one gets a name back in the other, here a secretary her manager. One would
# guess that both sides stay right when people are renamed or go. What happens: a manager who is renamed is followed on the other side
# (in small letters), and a secretary who is deleted is taken out. But a secretary who is renamed is still called by her old name. From
# then on her manager cannot be renamed: "unwilling to perform", with the name of an entry that is not there, while all other changes of
# the manager are taken, further secretaries too. And when the manager is deleted, the renamed one keeps a manager who is nobody.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
# The plug-in is set up and works after a restart.
ask() {
    "$work/venv/bin/python" "$work/set_up.py"
    end_last
    dirsrv_start 3891
    "$work/venv/bin/python" "$work/ask.py"
}
cat >set_up.py <<'P'
from directories import staffed
from ldap3 import MODIFY_REPLACE

admin, plugin = staffed("389"), "cn=Linked Attributes,cn=plugins,cn=config"
assert admin.modify(plugin, {"nsslapd-pluginEnabled": [(MODIFY_REPLACE, ["on"])]}), admin.result
assert admin.add(f"cn=secretaries,{plugin}", "extensibleObject", {"linkType": "secretary", "managedType": "manager"}), admin.result
P
cat >ask.py <<'P'
from directories import STAFF, connect
from ldap3 import MODIFY_ADD, MODIFY_REPLACE

admin = connect("389")


def dn(name):
    return f"cn={name},{STAFF}"


def people(change, done):
    answer = "" if done else f" {admin.result['description']}, {admin.result['message'].strip()}:"
    admin.search(STAFF, "(sn=Lab)", attributes=["cn", "secretary", "manager"])
    print(f"{change}:{answer}", "; ".join(sorted(shown(one["attributes"]) for one in admin.response)))


def shown(person):
    said = [person["cn"][0]]
    for name in ("secretary", "manager"):
        if person.get(name):
            said += [name, ", ".join(sorted(value.split(",")[0][3:] for value in person[name]))]
    return " ".join(said)


def links(name, *others):
    return admin.modify(dn(name), {"secretary": [(MODIFY_ADD, [dn(other) for other in others])]})


def renamed(name, new):
    return admin.modify_dn(dn(name), f"cn={new}")


for name in ("Anna", "Berta", "Carla", "Dora", "Emma"):
    assert admin.add(dn(name), "inetOrgPerson", {"sn": "Lab"}), admin.result
people("Anna has Berta and Carla", links("Anna", "Berta", "Carla"))
people("Dora has Emma", links("Dora", "Emma"))
people("Dora is renamed", renamed("Dora", "Davis"))
people("Berta is deleted", admin.delete(dn("Berta")))
people("Carla is renamed", renamed("Carla", "Clark"))
people("Anna gets a room", admin.modify(dn("Anna"), {"roomNumber": [(MODIFY_REPLACE, ["9"])]}))
people("Anna has Emma too", links("Anna", "Emma"))
people("Anna is renamed", renamed("Anna", "Archer"))
people("Anna is deleted", admin.delete(dn("Anna")))
P
ask_directories 389 >seen
expect "$(cat seen)" 'Anna has Berta and Carla: Anna secretary Berta, Carla; Berta manager Anna; Carla manager Anna; Dora; Emma
Dora has Emma: Anna secretary Berta, Carla; Berta manager Anna; Carla manager Anna; Dora secretary Emma; Emma manager Dora
Dora is renamed: Anna secretary Berta, Carla; Berta manager Anna; Carla manager Anna; Davis secretary Emma; Emma manager davis
Berta is deleted: Anna secretary Carla; Carla manager Anna; Davis secretary Emma; Emma manager davis
Carla is renamed: Anna secretary Carla; Clark manager Anna; Davis secretary Emma; Emma manager davis
Anna gets a room: Anna secretary Carla; Clark manager Anna; Davis secretary Emma; Emma manager davis
Anna has Emma too: Anna secretary Carla, Emma; Clark manager Anna; Davis secretary Emma; Emma manager Anna, davis
Anna is renamed: unwillingToPerform, linked_attrs_mod_backpointers - Failed to update link to target entry (cn=Carla,ou=Staff,dc=example,dc=com) error 32: Anna secretary Carla, Emma; Clark manager Anna; Davis secretary Emma; Emma manager Anna, davis
Anna is deleted: Clark manager Anna; Davis secretary Emma; Emma manager davis'
