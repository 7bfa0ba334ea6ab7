#!/usr/bin/env bash
# one-login-two-people.sh : two people of one directory who have the same uid, each with the right password, at nine programs.
#
# Apache httpd 2.4.71 (mod_authnz_ldap), lighttpd 1.4.69 (mod_authn_ldap), Squid 5.7 (basic_ldap_auth), Dovecot 2.3.19 (auth_bind),
# saslauthd 2.1.28, nslcd and its PAM module 0.9.12, OpenLDAP slapd 2.5.13 (Debian 12); PyPI flask-ldap3-login 1.1.0; npm
# ldapauth-fork 6.1.0, ldap-authentication 4.0.4. Seen on 2026-11-30.
#
# Whoever comes back and gets a second entry in another unit easily has a uid twice below the base. One would guess that a
# search for one person which brings two is refused by each program, and that its message says so. What happens: five refuse
# both. Of these only ldapauth-fork says why; to httpd and ldap-authentication there is no such user, to saslauthd
# "authentication failed", and Dovecot calls it a temporary failure. lighttpd, Squid and nslcd take whom the directory names
# first, here the older entry: with that one's password the login goes well, and with the other it is a wrong password, to
# Squid's helper "BH Success". flask-ldap3-login tries one entry after the other until the password fits.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
. "$lab/web.bash"
python_packages flask-ldap3-login==1.1.0 ldap3==2.9.1 pyasn1==0.6.5
node_packages ldapauth-fork@6.1.0 ldap-authentication@4.0.4
logins() {
    slapd_database dc=lab,dc=example | slapd_conf slapd core cosine inetorgperson nis
    {
        lab_entry lab
        local unit number=2000
        for unit in Old New; do
            printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' $unit
            printf 'dn: cn=Anna,ou=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nobjectClass: posixAccount\nsn: Archer\nuid: anna
uidNumber: %s\ngidNumber: 2000\nhomeDirectory: /tmp\nuserPassword: %s-one-1\n\n' $unit $((++number)) $unit
        done
    } | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:389
    apache_start 8001 < <(apache_login 'ldap://127.0.0.1/dc=lab,dc=example?uid')
    lighttpd_start 8002 ldap://127.0.0.1 dc=lab,dc=example
    dovecot_start
    saslauthd_start
    nslcd_start
    local password
    for password in Old-one-1 New-one-1; do
        told "$password" | sed "s/^/$password, /"
    done
}
dovecot_start() {
    mkdir base
    printf '%s\n' "base_dir = $PWD/base" "log_path = $PWD/dovecot.log" 'protocols =' 'ssl = no' "passdb {
  driver = ldap
  args = $PWD/dovecot-ldap.conf
}" >dovecot.conf
    printf '%s\n' 'hosts = 127.0.0.1' 'base = dc=lab,dc=example' 'auth_bind = yes' 'pass_filter = (uid=%u)' >dovecot-ldap.conf
    serve dovecot dovecot -F -c "$PWD/dovecot.conf"
    appears base/auth-userdb
}
saslauthd_start() {
    mkdir sasl
    printf '%s\n' 'ldap_servers: ldap://127.0.0.1' 'ldap_search_base: dc=lab,dc=example' 'ldap_filter: (uid=%u)' >sasl.conf
    # At its end it ends its whole process group.
    serve saslauthd setsid saslauthd -a ldap -O "$PWD/sasl.conf" -m "$PWD/sasl" -n 1 -d
    appears sasl/mux
}
nslcd_start() {
    printf '%s\n' 'uri ldap://127.0.0.1' 'base dc=lab,dc=example' >/etc/nslcd.conf
    printf '%s\n' 'auth required pam_ldap.so minimum_uid=0' >/etc/pam.d/lab
    mkdir -p /run/nslcd
    serve nslcd nslcd -n
    appears /run/nslcd/socket
}
appears() {
    for _ in $(seq 100); do
        [ ! -e "$1" ] || return 0
        sleep 0.1
    done
    return 1
}
told() {
    echo "httpd: $(python3 "$lab/web.py" 8001 anna "$1")"
    echo "lighttpd: $(python3 "$lab/web.py" 8002 anna "$1")"
    echo "Squid: $(/usr/lib/squid/basic_ldap_auth -b dc=lab,dc=example -f 'uid=%s' -H ldap://127.0.0.1 <<<"anna $1" | sed 's, $,,')"
    echo "Dovecot: $(doveadm -c "$PWD/dovecot.conf" auth test anna "$1" 2>&1 | grep -o 'auth [a-z]*\|code=.*' | paste -sd,)"
    echo "saslauthd: $(testsaslauthd -u anna -p "$1" -f "$PWD/sasl/mux" 2>&1)"
    echo "nslcd: $(pamtester lab anna authenticate 2>&1 <<<"$1" | sed 's/.*pamtester: //')"
    "$work/venv/bin/python" "$work/ask.py" "$1"
    node "$work/ask.cjs" "$1"
}
cat >ask.py <<'P'
import sys

from flask import Flask
from flask_ldap3_login import LDAP3LoginManager

settings = {"HOST": "ldap://127.0.0.1", "BASE_DN": "dc=lab,dc=example", "USER_SEARCH_SCOPE": "SUBTREE", "USER_LOGIN_ATTR": "uid",
            "USER_RDN_ATTR": "cn", "USER_OBJECT_FILTER": "(objectClass=person)", "ALWAYS_SEARCH_BIND": True, "SEARCH_FOR_GROUPS": False}
app = Flask("lab")
app.config.update({f"LDAP_{name}": value for name, value in settings.items()})
logins = LDAP3LoginManager(app)
with app.app_context():
    answer = logins.authenticate("anna", sys.argv[1])
print(f"flask-ldap3-login: {answer.status.name}, {answer.user_dn}")
P
cat >ask.cjs <<'J'
const LdapAuth = require('ldapauth-fork'), { authenticate } = require('ldap-authentication')
const url = 'ldap://127.0.0.1', base = 'dc=lab,dc=example', password = process.argv[2]
;(async () => {
  const fork = new LdapAuth({ url, searchBase: base, searchFilter: '(uid={{username}})' })
  await new Promise(done => fork.authenticate('anna', password, (refused, person) => {
    console.log(`ldapauth-fork: ${refused ?? person.dn}`)
    done()
  }))
  const asked = { ldapOpts: { url }, userSearchBase: base, usernameAttribute: 'uid', username: 'anna', userPassword: password }
  const login = { adminDn: 'cn=Anna,ou=Old,dc=lab,dc=example', adminPassword: 'Old-one-1' }
  const said = await authenticate({ ...asked, ...login }).then(person => person.dn, refused => refused.message)
  console.log(`ldap-authentication: ${said}`)
  process.exit()
})()
J
own_system logins "${slapd_packages[@]}" "${apache_packages[@]}" "${lighttpd_packages[@]}" squid=5.7- {dovecot-core,dovecot-ldap}=1:2.3.19 \
    sasl2-bin=2.1.28+ {nslcd,libpam-ldapd}=0.9.12- pamtester=0.1.2- >seen
expect "$(cat seen)" 'Old-one-1, httpd: 401
Old-one-1, lighttpd: 200
Old-one-1, Squid: OK
Old-one-1, Dovecot: auth failed,code=temp_fail
Old-one-1, saslauthd: 0: NO "authentication failed"
Old-one-1, nslcd: successfully authenticated
Old-one-1, flask-ldap3-login: success, cn=Anna,ou=Old,dc=lab,dc=example
Old-one-1, ldapauth-fork: unexpected number of matches (2) for "anna" username
Old-one-1, ldap-authentication: Authentication identity not found
New-one-1, httpd: 401
New-one-1, lighttpd: 401
New-one-1, Squid: BH Success
New-one-1, Dovecot: auth failed,code=temp_fail
New-one-1, saslauthd: 0: NO "authentication failed"
New-one-1, nslcd: Authentication failure
New-one-1, flask-ldap3-login: success, cn=Anna,ou=New,dc=lab,dc=example
New-one-1, ldapauth-fork: unexpected number of matches (2) for "anna" username
New-one-1, ldap-authentication: Authentication identity not found'
