#!/usr/bin/env bash
# a-slapd-proxy-forgets-who-asks.sh : a client that stays logged in at a proxying OpenLDAP, while the directory behind it restarts.
#
# OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap; Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A client binds once and then asks for hours. Between the proxy and the directory the connection is another one, which ends with a
# restart of the directory, or by `idle-timeout`, which is there to spare connections. One would guess that the proxy logs in anew
# with what it was given, or that the client gets an error. What happens: the proxy connects again and asks as nobody. The client
# gets what the directory shows to the anonymous, result success, here Anna without her number, while "Who am I?" (RFC 4532) goes on
# to answer with her name. `rebind-as-user yes`, which has to be set, helps after a restart; after `idle-timeout` it does not, and
# neither does it any more after a restart where both are set. An application that stays connected sees data vanish after a
# quiet night, and whoever looks with a connection of their own sees all of it.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd
python_packages ldap3==2.9.1 pyasn1==0.6.5
{
    printf 'access to attrs=%s\n' 'userPassword by anonymous auth' 'telephoneNumber by users read' '@inetOrgPerson,entry,children by * read'
    slapd_database dc=lab,dc=example
} | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Archer\ntelephoneNumber: 1203\nuserPassword: Right-one-1\n'
} | slapd_add slapd
proxy() { # proxy NAME PORT [LINE...]
    printf '%s\n' 'moduleload back_ldap' 'database ldap' 'suffix dc=lab,dc=example' 'uri ldap://127.0.0.1:27141' "${@:3}" |
        slapd_conf "$1" core cosine inetorgperson
    slapd_start "$1" "ldap://127.0.0.1:$2"
}
proxy plain 27142
proxy idle 27143 'idle-timeout 2'
proxy rebind 27144 'rebind-as-user yes'
proxy both 27145 'rebind-as-user yes' 'idle-timeout 2'
cat >ask.py <<'P'
import sys

import ldap3

WHO = "cn=Anna,dc=lab,dc=example"
NAMES = ("as it comes", "idle-timeout", "rebind-as-user", "both")


def logged_in(port):
    server = ldap3.Server("127.0.0.1", port, get_info=ldap3.NONE)
    return ldap3.Connection(server, WHO, "Right-one-1", auto_bind=True, check_names=False)


def ask(when):
    for name, connection in clients.items():
        connection.search(WHO, "(sn=Archer)", attributes=["cn", "telephoneNumber"])
        said = connection.result["description"], ", ".join(connection.entries[0].telephoneNumber.values) or "no number"
        print(f"{when}, {name}: {', '.join(said)}, as {connection.extend.standard.who_am_i()}", flush=True)


clients = {name: logged_in(27142 + number) for number, name in enumerate(NAMES)}
for number, line in enumerate(sys.stdin, 1):
    ask(line.strip())
    open(f"asked-{number}", "w").close()
P
slapd_start slapd ldap://127.0.0.1:27141
asked() { for _ in $(seq 300); do [ ! -e "asked-$1" ] || return 0; sleep 0.1; done; }
seen=$(
    {
        echo logged in
        asked 1
        sleep 5
        echo after five idle seconds
        asked 2
        end_last
        while [ -e slapd.pid ]; do sleep 0.1; done
        slapd_start slapd ldap://127.0.0.1:27141
        echo after a restart
    } | venv/bin/python ask.py
    kill "$(cat slapd.pid)"
)
expect "$seen" 'logged in, as it comes: success, 1203, as dn:cn=Anna,dc=lab,dc=example
logged in, idle-timeout: success, 1203, as dn:cn=Anna,dc=lab,dc=example
logged in, rebind-as-user: success, 1203, as dn:cn=Anna,dc=lab,dc=example
logged in, both: success, 1203, as dn:cn=Anna,dc=lab,dc=example
after five idle seconds, as it comes: success, 1203, as dn:cn=Anna,dc=lab,dc=example
after five idle seconds, idle-timeout: success, no number, as dn:cn=Anna,dc=lab,dc=example
after five idle seconds, rebind-as-user: success, 1203, as dn:cn=Anna,dc=lab,dc=example
after five idle seconds, both: success, no number, as dn:cn=Anna,dc=lab,dc=example
after a restart, as it comes: success, no number, as dn:cn=Anna,dc=lab,dc=example
after a restart, idle-timeout: success, no number, as dn:cn=Anna,dc=lab,dc=example
after a restart, rebind-as-user: success, 1203, as dn:cn=Anna,dc=lab,dc=example
after a restart, both: success, no number, as dn:cn=Anna,dc=lab,dc=example'
