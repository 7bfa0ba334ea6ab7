#!/usr/bin/env bash
# presence-says-wrong-password.sh : two servers for chat and presence (XMPP) whose directory is well, unavailable, and gone.
#
# Prosody 0.12.3 with mod_auth_ldap (on lua-ldap 1.3.0), ejabberd 23.01, OpenLDAP slapd 2.5.13, as directory and as proxy
# (back-ldap; Debian 12). Seen on 2026-11-30.
#
# For a login that fails by a trouble of the server's own RFC 6120 section 6.5.11 has "temporary-auth-failure". One would guess
# that this is said where the directory cannot be asked, or that at least the log of the server tells. What happens: where the
# directory answers "unavailable" (result 52, here of a proxy whose own directory is down) both servers say "not-authorized", as
# for a wrong password, and neither log has a word of LDAP. Where nobody listens Prosody says "not-authorized" once more, now
# with the reason in its log, and ejabberd gives no answer at all, not even a refusal. So everybody has "a wrong password" at
# once, and passwords are what gets reset.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
logins() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson
    {
        lab_entry lab
        printf 'dn: uid=anna,dc=lab,dc=example\nobjectClass: account\nobjectClass: simpleSecurityObject\nuserPassword: Right-one-1\n'
    } | slapd_add slapd
    printf '%s\n' 'moduleload back_ldap' 'database ldap' 'suffix dc=lab,dc=example' 'uri ldap://127.0.0.1:3890' | slapd_conf proxy core
    prosody_start
    slapd_start slapd ldap://127.0.0.1:3890
    slapd_start proxy ldap://127.0.0.1:389
    ejabberd_start
    tried 'directory is well' Right-one-1 Wrong-one-1
    kill "${pids[1]}"
    tried 'directory behind the proxy is down' Right-one-1
    kill "${pids[2]}"
    tried 'proxy is down' Right-one-1
    ejabberdctl stop
    wait "${pids[3]}" || true
}
tried() {
    python3 "$work/ask.py" "$@"
    local log
    for log in "$PWD/prosody.log" /var/log/ejabberd/ejabberd.log; do
        if grep -q LDAP "$log"; then echo "$1, $(basename "$log") has a word of LDAP"; fi
    done
}
prosody_start() {
    mkdir data
    cat >prosody.cfg.lua <<C
run_as_root = true
data_path = "$PWD/data"
plugin_paths = { "/usr/lib/prosody/modules" }
modules_enabled = { "saslauth" }
modules_disabled = { "s2s", "tls" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
interfaces = { "127.0.0.1" }
log = { info = "$PWD/prosody.log" }
authentication = "ldap"
ldap_server = "127.0.0.1"
ldap_base = "dc=lab,dc=example"
ldap_mode = "bind"
VirtualHost "lab.example"
C
    serve prosody-start prosody -F --config "$PWD/prosody.cfg.lua"
    listening 5222
}
ejabberd_start() {
    # Without the daemon that knows Erlang's ports.
    echo ERL_DIST_PORT=5210 >/etc/ejabberd/ejabberdctl.cfg
    cat >/etc/ejabberd/ejabberd.yml <<C
hosts: [lab.example]
listen:
  - port: 5223
    ip: "127.0.0.1"
    module: ejabberd_c2s
auth_method: ldap
auth_use_cache: false
ldap_servers: [127.0.0.1]
ldap_base: dc=lab,dc=example
C
    serve ejabberd ejabberdctl foreground
    listening 5223
}
cat >ask.py <<'P'
import base64
import re
import socket
import sys

HELLO = ("<?xml version='1.0'?><stream:stream to='lab.example' version='1.0' xmlns='jabber:client' "
         "xmlns:stream='http://etherx.jabber.org/streams'>")


def login(port, password):
    """What the server says to a login by PLAIN (RFC 6120 section 6)."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(10)
    connection.sendall(HELLO.encode())
    offered = b""
    while b"</stream:features>" not in offered:
        offered += connection.recv(4096)
    secret = base64.b64encode(f"\0anna\0{password}".encode()).decode()
    connection.sendall(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>".encode())
    try:
        said = connection.recv(4096).decode()
    except TimeoutError:
        return "no answer in ten seconds"
    return "success" if "<success" in said else re.search("<([a-z-]*-[a-z-]*)/>", said)[1]


for password in sys.argv[2:]:
    for name, port in (("Prosody", 5222), ("ejabberd", 5223)):
        print(f"{sys.argv[1]}, {password}, {name}: {login(port, password)}")
P
own_system logins "${slapd_packages[@]}" prosody=0.12.3- prosody-modules=0.0~hg20230223 lua-ldap=1.3.0- ejabberd=23.01- >seen
expect "$(cat seen)" 'directory is well, Right-one-1, Prosody: success
directory is well, Right-one-1, ejabberd: success
directory is well, Wrong-one-1, Prosody: not-authorized
directory is well, Wrong-one-1, ejabberd: not-authorized
directory behind the proxy is down, Right-one-1, Prosody: not-authorized
directory behind the proxy is down, Right-one-1, ejabberd: not-authorized
proxy is down, Right-one-1, Prosody: not-authorized
proxy is down, Right-one-1, ejabberd: no answer in ten seconds
proxy is down, prosody.log has a word of LDAP
proxy is down, ejabberd.log has a word of LDAP'
