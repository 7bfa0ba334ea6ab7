#!/usr/bin/env bash
# who-has-joined-is-not-told.sh : three lists of a directory that are kept up to date by the server, while a group changes.
#
# OpenLDAP slapd and ldapsearch 2.5.13 (overlays memberof, refint and syncprov; RFC 4533), 389 Directory Server 2.3.1 (plug-ins MemberOf
# and referential integrity; persistent search; Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A client that keeps a copy leaves its search open, and is sent each entry that comes to belong to it or changes. Both servers write
# memberOf into a person's entry when a group gets her as a member. One would guess that this is a change of her entry, of which who
# follows people is told, and above all who follows the people of one group, `(memberOf=cn=G,...)`. What happens: with 389 it is so.
# With slapd neither hears a word: memberOf is there for whoever asks anew, and comes along when something else of the entry changes.
# The same with a group in which a member gets her new name, which 389 tells and slapd does not: the copy keeps the old one.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >plugins.ldif <<'C'
dn: cn=MemberOf Plugin,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
replace: memberOfAutoAddOC
memberOfAutoAddOC: nsMemberOf

dn: cn=referential integrity postoperation,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
C
cat >ask.py <<'P'
import subprocess
import time

from directories import SERVERS, STAFF, connect, staffed, url

LISTS = ("(sn=Lab)", f"(memberOf=cn=G,{STAFF})", "(objectClass=groupOfNames)")


def dn(name):
    return f"cn={name},{STAFF}"


def followed_at_slapd(asked):
    """What ldapsearch has printed so far is asked for."""
    address, who, password = url("slapd"), *SERVERS["slapd"][1:]
    printed = open(f"printed-{LISTS.index(asked)}", "w+")
    programs.append(subprocess.Popen(["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", address, "-D", who, "-w", password, "-b", STAFF,
                                      "-E", "!sync=rp", asked, "1.1"], stdout=printed))
    return lambda: [line.removeprefix("dn: ").strip() for line in open(printed.name) if line.startswith("dn: ")]


def followed_at_389(asked):
    told = []
    connection = connect("389", client_strategy="ASYNC_STREAM")
    connection.extend.standard.persistent_search(STAFF, asked, attributes="1.1", streaming=False,
                                                 callback=lambda sent: told.append(sent["dn"])).start()
    return lambda: list(told)


programs = []
for name, followed in (("slapd", followed_at_slapd), ("389", followed_at_389)):
    connection = staffed(name)
    for one in ("Anna", "Berta"):
        connection.add(dn(one), "inetOrgPerson", {"sn": "Lab"})
    lists = {asked: followed(asked) for asked in LISTS}
    time.sleep(1)
    steps = {
        "G is made with Anna": lambda: connection.add(dn("G"), "groupOfNames", {"member": dn("Anna")}),
        "Berta joins": lambda: connection.modify(dn("G"), {"member": [("MODIFY_ADD", [dn("Berta")])]}),
        "Berta has a title": lambda: connection.modify(dn("Berta"), {"title": [("MODIFY_REPLACE", ["Head"])]}),
        "Anna leaves": lambda: connection.modify(dn("G"), {"member": [("MODIFY_DELETE", [dn("Anna")])]}),
        "Berta is renamed": lambda: connection.modify_dn(dn("Berta"), "cn=Bertha"),
    }
    for step, do in steps.items():
        before = {asked: len(lists[asked]()) for asked in LISTS}
        assert do(), connection.result
        time.sleep(1.5)
        told = {asked.replace(f",{STAFF}", ""): sorted({one.split(",")[0] for one in lists[asked]()[before[asked]:]}) for asked in LISTS}
        print(f"{name}, {step}:", ", ".join(f"{asked} {' '.join(told[asked]) or 'nothing'}" for asked in told))
    connection.search(STAFF, "(objectClass=*)", attributes=["member", "memberOf"])
    print(f"{name}, in the end:", *sorted(f"{one['dn'].split(',')[0]} {attribute} {value.decode().split(',')[0].lower()}"
                                          for one in connection.response for attribute, values in one["raw_attributes"].items() for value in values))
for program in programs:
    program.kill()
P
ask_directories 'slapd 389' 'overlay memberof' 'memberof-refint TRUE' 'overlay refint' 'refint_attributes member' 'overlay syncprov' >seen
expect "$(cat seen)" 'slapd, G is made with Anna: (sn=Lab) nothing, (memberOf=cn=G) nothing, (objectClass=groupOfNames) cn=G
slapd, Berta joins: (sn=Lab) nothing, (memberOf=cn=G) nothing, (objectClass=groupOfNames) cn=G
slapd, Berta has a title: (sn=Lab) cn=Berta, (memberOf=cn=G) cn=Berta, (objectClass=groupOfNames) nothing
slapd, Anna leaves: (sn=Lab) nothing, (memberOf=cn=G) nothing, (objectClass=groupOfNames) cn=G
slapd, Berta is renamed: (sn=Lab) cn=Bertha, (memberOf=cn=G) cn=Bertha, (objectClass=groupOfNames) nothing
slapd, in the end: cn=Bertha memberOf cn=g cn=G member cn=bertha
389, G is made with Anna: (sn=Lab) cn=Anna, (memberOf=cn=G) cn=Anna, (objectClass=groupOfNames) cn=G
389, Berta joins: (sn=Lab) cn=Berta, (memberOf=cn=G) cn=Berta, (objectClass=groupOfNames) cn=G
389, Berta has a title: (sn=Lab) cn=Berta, (memberOf=cn=G) cn=Berta, (objectClass=groupOfNames) nothing
389, Anna leaves: (sn=Lab) cn=Anna, (memberOf=cn=G) nothing, (objectClass=groupOfNames) cn=G
389, Berta is renamed: (sn=Lab) cn=Bertha, (memberOf=cn=G) cn=Bertha, (objectClass=groupOfNames) cn=G
389, in the end: cn=Bertha memberOf cn=g cn=G member cn=bertha'
