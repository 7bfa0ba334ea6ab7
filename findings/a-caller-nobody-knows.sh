#!/usr/bin/env bash
# a-caller-nobody-knows.sh : a SIP proxy looks callers up in a directory that is well, limited, unavailable, and gone.
#
# Kamailio 5.6.3 (module ldap), OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap; Debian 12). Seen on 2026-11-30.
#
# By its manual `ldap_search` returns how many entries were found, -1 where there is none, and -2 for an error of LDAP, so that
# a call can be handled otherwise where the directory is away. One would guess that it does, and that the SIP proxy begins or
# refuses to begin when the directory is away at its start. What happens: the first lookup after the directory has gone is -2,
# and each further one is -1, "nobody", also while the directory goes on to answer "unavailable" (result 52). A size limit makes
# -1 of three people too: the two that were sent are dropped. And at the start Kamailio ends, with status 0, so that whoever
# restarts what has failed does not restart it.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
lookups() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson
    {
        lab_entry lab
        printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: person\nsn: Lab\ntelephoneNumber: 100\n\n' Anna Berta Carla
    } | slapd_add slapd
    { echo 'sizelimit 2'; cat slapd.conf; } >limited.conf
    printf '%s\n' 'moduleload back_ldap' 'database ldap' 'suffix dc=lab,dc=example' 'uri ldap://127.0.0.1:3899' | slapd_conf proxy core
    kamailio_conf
    local status=0
    timeout 30 kamailio -DD -E -f kamailio.cfg >first.log 2>&1 || status=$?
    echo "started while nobody listens: it ends, status $status"
    slapd_start slapd ldap://127.0.0.1:389
    serve kamailio kamailio -DD -E -f kamailio.cfg
    for _ in $(seq 100); do if grep -q :13C4 /proc/net/udp; then break; else sleep 0.1; fi; done
    looked_up 'all is well' cn=Anna cn=Nobody telephoneNumber=100
    kill "${pids[0]}"
    while (: <>/dev/tcp/127.0.0.1/389) 2>/dev/null; do sleep 0.1; done
    slapd_start limited ldap://127.0.0.1:389
    looked_up 'a size limit of 2' cn=Anna telephoneNumber=100
    end_last
    slapd_start proxy ldap://127.0.0.1:389
    looked_up 'a proxy says unavailable' cn=Anna cn=Anna
    end_last
    looked_up 'nobody listens' cn=Anna cn=Anna
}
kamailio_conf() {
    printf '%s\n' '[directory]' 'ldap_server_url = "ldap://127.0.0.1:389"' >ldap.ini
    cat >kamailio.cfg <<C
#!KAMAILIO
log_stderror=yes
disable_tcp=yes
children=1
listen=udp:127.0.0.1:5060
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "ldap.so"
modparam("ldap", "config_file", "$PWD/ldap.ini")
request_route {
    ldap_search("ldap://directory/dc=lab,dc=example?cn?sub?(\$rU)");
    sl_send_reply("200", "\$rc");
}
C
}
looked_up() { python3 "$work/ask.py" "$@"; }
cat >ask.py <<'P'
import socket
import sys


def answer(asked):
    """The reason phrase of an answer to OPTIONS: what the search has returned. The proxy may still be starting."""
    connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    connection.connect(("127.0.0.1", 5060))
    connection.settimeout(20)
    via = "127.0.0.1:%d" % connection.getsockname()[1]
    connection.send((f"OPTIONS sip:{asked}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {via};branch=z9hG4bKlab\r\nMax-Forwards: 9\r\n"
                     f"From: <sip:a@lab.example>;tag=1\r\nTo: <sip:b@lab.example>\r\nCall-ID: {asked}\r\nCSeq: 1 OPTIONS\r\n"
                     "Content-Length: 0\r\n\r\n").encode())
    return connection.recv(4096).decode().split("\r\n")[0].removeprefix("SIP/2.0 200 ")


for asked in sys.argv[2:]:
    print(f"{sys.argv[1]}, {asked}: {answer(asked)}")
P
own_system lookups "${slapd_packages[@]}" {kamailio,kamailio-ldap-modules}=5.6.3- >seen
expect "$(cat seen)" 'started while nobody listens: it ends, status 0
all is well, cn=Anna: 1
all is well, cn=Nobody: -1
all is well, telephoneNumber=100: 3
a size limit of 2, cn=Anna: 1
a size limit of 2, telephoneNumber=100: -1
a proxy says unavailable, cn=Anna: -2
a proxy says unavailable, cn=Anna: -1
nobody listens, cn=Anna: -2
nobody listens, cn=Anna: -1'
