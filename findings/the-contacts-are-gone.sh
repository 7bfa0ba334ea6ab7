#!/usr/bin/env bash
# the-contacts-are-gone.sh : a chat server takes contact lists from groups of a directory that is well, limited, unavailable, gone.
#
# ejabberd 23.01 (mod_shared_roster_ldap), OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap; Debian 12). Seen
# on 2026-11-30.
#
# People of a group are each other's contacts. In XMPP the server keeps the list of contacts, and a client goes by what it is given (RFC
# 6121 section 2), and for trouble of the server's own there are stanza errors. One would guess that ejabberd goes on with the
# groups that it has, or gives an error. What happens: where the directory answers "unavailable" (result 52, here of a proxy whose
# own directory is down) the list is a result without anybody in it. Where a size limit stops the list of groups, the people
# of the groups that did not come are missing, result. Only where nobody listens is nothing said, not even an error. Presence goes
# to contacts alone, so everybody is off line to everybody, with all logins in order.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
contacts() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine nis inetorgperson
    { lab_entry lab; people anna berta carla dora emma; group Sales anna berta carla; group Night anna dora; group Day anna emma; } | slapd_add slapd
    { slapd_database dc=lab,dc=example; echo 'limits * size=2'; } | slapd_conf limited core cosine nis inetorgperson
    sed -i "s/limited.mdb/slapd.mdb/" limited.conf
    printf '%s\n' 'moduleload back_ldap' 'database ldap' 'suffix dc=lab,dc=example' 'uri ldap://127.0.0.1:3899' | slapd_conf proxy core cosine nis
    ejabberd_conf
    local state
    for state in slapd limited proxy; do
        slapd_start $state ldap://127.0.0.1:389
        [ $state != slapd ] || ejabberd_start
        # ejabberd tries again after some seconds, and keeps what it knows for one.
        sleep 3
        python3 "$work/ask.py" "$state"
        end_directory
    done
    python3 "$work/ask.py" gone
    ejabberdctl stop
}
# end_directory: ejabberd goes on, though it was started after the first one.
end_directory() {
    kill "$(cat "$state.pid")"
    while [ -e "$state.pid" ]; do sleep 0.1; done
}
people() { printf 'dn: uid=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\ncn: Lab\nsn: Lab\n\n' "$@"; }
group() { # group NAME MEMBER...
    printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: posixGroup\ngidNumber: 1\n' "$1"
    printf 'memberUid: %s\n' "${@:2}"
    echo
}
ejabberd_conf() {
    # Without the daemon that knows Erlang's ports.
    echo ERL_DIST_PORT=5210 >/etc/ejabberd/ejabberdctl.cfg
    cat >/etc/ejabberd/ejabberd.yml <<C
hosts: [lab.example]
listen:
  - port: 5223
    ip: "127.0.0.1"
    module: ejabberd_c2s
auth_method: internal
ldap_servers: [127.0.0.1]
ldap_base: dc=lab,dc=example
modules:
  mod_roster: {}
  mod_shared_roster_ldap:
    ldap_rfilter: "(objectClass=posixGroup)"
    ldap_ufilter: "(uid=%u)"
    ldap_auth_check: false
    cache_life_time: 1 second
C
}
ejabberd_start() {
    serve ejabberd ejabberdctl foreground
    listening 5223
    ejabberdctl register anna lab.example Right-one-1 >>register.log
}
cat >ask.py <<'P'
import base64
import re
import socket
import sys

HELLO = ("<?xml version='1.0'?><stream:stream to='lab.example' version='1.0' xmlns='jabber:client' "
         "xmlns:stream='http://etherx.jabber.org/streams'>")
connection = socket.create_connection(("127.0.0.1", 5223))
connection.settimeout(8)


def said(sent, end):
    """What the server says until the end, or nothing."""
    connection.sendall(sent.encode())
    answer = ""
    while not re.search(end, answer):
        try:
            more = connection.recv(65536).decode()
        except TimeoutError:
            return ""
        if not more:
            return ""
        answer += more
    return answer


said(HELLO, "</stream:features>")
secret = base64.b64encode(b"\0anna\0Right-one-1").decode()
said(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>", "<success")
said(HELLO, "</stream:features>")
said("<iq type='set' id='bound'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>")
answer = said("<iq type='get' id='asked'><query xmlns='jabber:iq:roster'/></iq>", "id='asked'[^>]*/>|</iq>")
kind = re.search("type='(result|error)'", answer)
print(f"{sys.argv[1]}:", f"{kind[1]}, {' '.join(sorted(re.findall(' jid=.([a-z]*)@', answer))) or 'nobody'}" if kind else "no answer in eight seconds")
P
own_system contacts "${slapd_packages[@]}" ejabberd=23.01- >seen
expect "$(cat seen)" 'slapd: result, berta carla dora emma
limited: result, berta carla dora
proxy: result, nobody
gone: no answer in eight seconds'
