#!/usr/bin/env bash
# a-reject-is-final.sh : a RADIUS server whose people are in a directory that is well, gone for a moment, and back.
#
# FreeRADIUS 3.2.1 with its module for LDAP, set up as its files say for a login by the directory, OpenLDAP slapd 2.5.13 (Debian 12).
# Seen on 2026-11-30.
#
# Telephones and their users log in to a network or a VPN by RADIUS, and whatever asks has a second server for when the first does not
# answer (RFC 2865 section 2.5); a reject is an answer. One would guess that a server which cannot ask its directory gives none, or at
# least that all is well as soon as the directory is. What happens: it rejects the right password, so that nobody asks the second server.
# Where as many logins were tried as it has connections, it goes on to reject when the directory is back, for up to 30 seconds after
# the last look (`retry_delay`), whoever asks. And while the directory is away it does not start at all. So a restart of the
# directory is half a minute of wrong passwords for all, and after a power cut the faster server of the two never starts.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
radius() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson
    { lab_entry lab; printf 'dn: uid=anna,dc=lab,dc=example\nobjectClass: inetOrgPerson\ncn: Anna\nsn: Lab\nuserPassword: Right-one-1\n'; } | slapd_add slapd
    sed -i "s,server = 'localhost',server = 'ldap://127.0.0.1',; s/'dc=example,dc=org'/'dc=lab,dc=example'/" /etc/freeradius/3.0/mods-available/ldap
    ln -s ../mods-available/ldap /etc/freeradius/3.0/mods-enabled/
    # What its file has as comments for a login by the directory.
    sed -i '/^#\tif ((ok || updated) && User-Password/,/^#\t}/s/^#//; /^#\tAuth-Type LDAP {/,/^#\t}/s/^#//' /etc/freeradius/3.0/sites-available/default
    echo "the server, without a directory: $(freeradius -fxx -l stdout >alone.log 2>&1 || echo "ends, status $?")"
    slapd_start slapd ldap://127.0.0.1:389
    serve radius freeradius -fxx -l stdout
    says 'Ready to process'
    login 'all well' Right-one-1
    login 'all well, wrong password' Wrong-one-1
    { kill "${pids[0]}" && wait "${pids[0]}"; } 2>/dev/null || true
    login 'directory gone' Right-one-1
    for _ in 1 2 3 4 5 6; do login 'six more logins' Right-one-1; done | uniq
    slapd_start slapd ldap://127.0.0.1:389
    login 'directory back' Right-one-1
    sleep 31
    login 'half a minute later' Right-one-1
}
says() {
    for _ in $(seq 300); do
        ! grep -q "$1" radius.log || return 0
        sleep 0.1
    done
    return 1
}
login() {
    local said
    said=$(radtest -t pap anna "$2" 127.0.0.1 0 testing123 2>&1 | grep -o 'Received Access-[A-Za-z]*\|No reply' | head -n 1) || true
    echo "$1: ${said#Received }"
}
own_system radius "${slapd_packages[@]}" {freeradius,freeradius-ldap,freeradius-utils}=3.2.1+ >seen
expect "$(cat seen)" 'the server, without a directory: ends, status 1
all well: Access-Accept
all well, wrong password: Access-Reject
directory gone: Access-Reject
six more logins: Access-Reject
directory back: Access-Reject
half a minute later: Access-Accept'
