#!/usr/bin/env bash
# a-copy-that-forgets-who-has-not-changed.sh : a copy of a department, kept by what has changed since (RFC 4533), at two servers.
#
# 389 Directory Server 2.3.1 (plug-in Content Synchronization), OpenLDAP slapd 2.5.13 (overlay syncprov), python-ldap 3.4.3 (its module
# syncrepl; Debian 12). Seen on 2026-11-30.
#
# A client comes with the cookie of its last visit and is told what has changed. At the end the server says whether it has named who
# is gone (refreshDeletes); where it has not, whoever was not named is gone (RFC 4533 section 3.4.1). One would guess that the same
# client keeps the same copy of both servers. What happens: 389 names the changed and the deleted only, and says at the end that it
# has not named who is gone. So a client that goes by that drops all who have not changed, and has nobody after a visit on which
# nothing had happened. A client that does not go by it keeps Berta, who has left the department: 389 does not tell of her at all (and at
# slapd, which names those who are there, it keeps all who are gone). What was asked for, here the common name, comes at the first visit;
# later all attributes do.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >plugins.ldif <<'C'
dn: cn=Retro Changelog Plugin,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
add: nsslapd-attribute
nsslapd-attribute: nsuniqueid:targetUniqueId

dn: cn=Content Synchronization,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
C
cat >ask.py <<'P'
import sys
import time

sys.path.append("/usr/lib/python3/dist-packages")
import ldap  # noqa: E402
import ldap.ldapobject  # noqa: E402
import ldap.syncrepl  # noqa: E402
from directories import SERVERS, STAFF, SUFFIX, staffed, url  # noqa: E402
from ldap3 import MODIFY_REPLACE  # noqa: E402

SALES = "(departmentNumber=Sales)"


class Keeper(ldap.ldapobject.ReconnectLDAPObject, ldap.syncrepl.SyncreplConsumer):
    """Keeps the people by their identifiers, as the library's documentation says; or else drops only who is named as deleted."""
    cookie = None
    drops_who_is_not_named = True

    def start(self, who, password):
        self.people, self.present = {}, set()
        self.simple_bind_s(who, password)
        return self

    def syncrepl_set_cookie(self, cookie):
        self.cookie = cookie

    def syncrepl_get_cookie(self):
        return self.cookie

    def syncrepl_entry(self, dn, attributes, uuid):
        self.people[uuid] = dn.split(",")[0][3:] + ("" if list(attributes) == ["cn"] else f" with {len(attributes) - 1} more")

    def syncrepl_delete(self, uuids):
        for uuid in uuids:
            self.people.pop(uuid, None)

    def syncrepl_present(self, uuids, refreshDeletes=False):
        if uuids is not None:
            self.present.update(uuids)
            return
        if self.drops_who_is_not_named and not refreshDeletes:
            self.people = {uuid: person for uuid, person in self.people.items() if uuid in self.present}
        self.present = set()

    def refreshed(self):
        asked = self.syncrepl_search(STAFF, ldap.SCOPE_SUBTREE, filterstr=SALES, attrlist=["cn"])
        while self.syncrepl_poll(asked, all=1):
            pass
        return ", ".join(sorted(self.people.values())) or "nobody"


def said(connection):
    connection.search(STAFF, SALES, attributes="cn")
    return ", ".join(sorted(one["attributes"]["cn"][0] for one in connection.response))


for name in ("slapd", "389"):
    admin = staffed(name)
    for one in ("Anna", "Berta", "Carla", "Dora"):
        assert admin.add(f"cn={one},{STAFF}", "inetOrgPerson", {"sn": "Lab", "departmentNumber": "Sales"}), admin.result
    copies = [Keeper(url(name)).start(*SERVERS[name][1:]) for _ in range(2)]
    copies[1].drops_who_is_not_named = False
    for what, done in {
            "at first": lambda: True,
            "nothing": lambda: True,
            "Anna gets a room": lambda: admin.modify(f"cn=Anna,{STAFF}", {"roomNumber": [(MODIFY_REPLACE, ["9"])]}),
            "Emma is added": lambda: admin.add(f"cn=Emma,{STAFF}", "inetOrgPerson", {"sn": "Lab", "departmentNumber": "Sales"}),
            "Berta changes to Voice": lambda: admin.modify(f"cn=Berta,{STAFF}", {"departmentNumber": [(MODIFY_REPLACE, ["Voice"])]}),
            "Carla is deleted": lambda: admin.delete(f"cn=Carla,{STAFF}")}.items():
        assert done(), admin.result
        time.sleep(1)
        print(f"{name}: {what}, there are {said(admin)}: {'; or else '.join(one.refreshed() for one in copies)}")
P
also=(python3-ldap=3.4.3-)
ask_directories 'slapd 389' 'overlay syncprov' >seen
expect "$(cat seen)" 'slapd: at first, there are Anna, Berta, Carla, Dora: Anna, Berta, Carla, Dora; or else Anna, Berta, Carla, Dora
slapd: nothing, there are Anna, Berta, Carla, Dora: Anna, Berta, Carla, Dora; or else Anna, Berta, Carla, Dora
slapd: Anna gets a room, there are Anna, Berta, Carla, Dora: Anna, Berta, Carla, Dora; or else Anna, Berta, Carla, Dora
slapd: Emma is added, there are Anna, Berta, Carla, Dora, Emma: Anna, Berta, Carla, Dora, Emma; or else Anna, Berta, Carla, Dora, Emma
slapd: Berta changes to Voice, there are Anna, Carla, Dora, Emma: Anna, Carla, Dora, Emma; or else Anna, Berta, Carla, Dora, Emma
slapd: Carla is deleted, there are Anna, Dora, Emma: Anna, Dora, Emma; or else Anna, Berta, Carla, Dora, Emma
389: at first, there are Anna, Berta, Carla, Dora: Anna, Berta, Carla, Dora; or else Anna, Berta, Carla, Dora
389: nothing, there are Anna, Berta, Carla, Dora: nobody; or else Anna, Berta, Carla, Dora
389: Anna gets a room, there are Anna, Berta, Carla, Dora: Anna with 4 more; or else Anna with 4 more, Berta, Carla, Dora
389: Emma is added, there are Anna, Berta, Carla, Dora, Emma: Emma with 3 more; or else Anna with 4 more, Berta, Carla, Dora, Emma with 3 more
389: Berta changes to Voice, there are Anna, Carla, Dora, Emma: nobody; or else Anna with 4 more, Berta, Carla, Dora, Emma with 3 more
389: Carla is deleted, there are Anna, Dora, Emma: nobody; or else Anna with 4 more, Berta, Dora, Emma with 3 more'
