#!/usr/bin/env bash
# a-password-to-be-changed.sh : a login with the right password, which the administrator has set and the person must change.
#
# OpenLDAP slapd (overlay ppolicy) 2.5.13, 389 Directory Server 2.3.1 (Debian 12); PyPI ldap3 2.9.1; npm ldapts
# 9.2.0. Seen on 2026-11-29.
#
# After a reset by the administrator the password has to be changed first. One would guess that the login is then refused, as
# Active Directory does it (invalidCredentials, data 773), or goes through as always. What happens: both servers accept the
# bind, and nothing after it: slapd answers each search with insufficientAccessRights, 389 Directory Server with
# unwillingToPerform and not a word, for the root DSE too. slapd says why in its text; 389 adds a control of its own
# to the answer to the bind (2.16.840.1.113730.3.4.4), which ldap3 shows and no one reads. So an application that tests a
# password by a bind lets the person in, and one that searches with this account seems to lack rights; whoever then looks
# for the access rule that is missing finds none.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
node_packages ldapts@9.2.0
ask() {
    "$work/venv/bin/python" "$work/ask.py"
    node "$work/ask.cjs"
}
cat >ask.py <<'P'
import ldap3
from directories import SUFFIX, started, url

ANNA = f"uid=anna,{SUFFIX}"
for name in ("slapd", "389"):
    admin = started(name)
    if name == "slapd":
        policy = {"pwdAttribute": "userPassword", "pwdMustChange": "TRUE"}
        assert admin.add(f"cn=policy,{SUFFIX}", ["device", "pwdPolicy"], policy), admin.result
    else:
        assert admin.modify("cn=config", {"passwordMustChange": [(ldap3.MODIFY_REPLACE, ["on"])]}), admin.result
    values = {"cn": "Anna", "sn": "Archer", "userPassword": "Set-by-admin-1"}
    assert admin.add(ANNA, "inetOrgPerson", values), admin.result
    if name == "slapd":
        assert admin.modify(ANNA, {"pwdReset": [(ldap3.MODIFY_REPLACE, ["TRUE"])]}), admin.result
    anna = ldap3.Connection(ldap3.Server(url(name), get_info=ldap3.NONE), ANNA, "Set-by-admin-1")
    print(f"{name}: bind {anna.bind()}, {anna.result['description']},", "a control" if anna.result.get("controls") else "no control")
    for asked, base in (("her own entry", anna.user), ("root DSE", "")):
        anna.search(base, "(objectClass=*)", ldap3.BASE)
        print(f"{name}: {asked}: {anna.result['description']} {anna.result['message']!r}")
P
cat >ask.cjs <<'J'
const { Client } = require('ldapts')
;(async () => {
  for (const [port, name] of [[3890, 'slapd'], [3891, '389']]) {
    const client = new Client({ url: 'ldap://127.0.0.1:' + port }), said = []
    await client.bind('uid=anna,dc=example,dc=com', 'Set-by-admin-1').then(() => said.push('bind good'), refused => said.push('bind ' + refused.name))
    await client.search('dc=example,dc=com', { filter: '(sn=Archer)' }).then(() => said.push('search good'), refused => said.push('search ' + refused.name))
    console.log(`${name}: ldapts: ${said.join(', ')}`)
    await client.unbind()
  }
})()
J
ask_directories 'slapd 389' 'overlay ppolicy' 'ppolicy_default cn=policy,dc=example,dc=com' >seen
expect "$(cat seen)" "slapd: bind True, success, no control
slapd: her own entry: insufficientAccessRights 'Operations are restricted to bind/unbind/abandon/StartTLS/modify password'
slapd: root DSE: success ''
389: bind True, success, a control
389: her own entry: unwillingToPerform ''
389: root DSE: unwillingToPerform ''
slapd: ldapts: bind good, search InsufficientAccessError
389: ldapts: bind good, search UnwillingToPerformError"
