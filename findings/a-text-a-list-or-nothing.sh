#!/usr/bin/env bash
# a-text-a-list-or-nothing.sh : people with no number, one and two, at two servers, as six libraries hand the numbers out.
#
# OpenLDAP slapd 2.5.13, Samba 4.17.12 as an Active Directory domain controller (Debian 12); PyPI ldap3 2.9.1; npm ldapts 9.2.0,
# ldap-authentication 4.0.4, ldapauth-fork 6.1.0, ldapjs-client 0.1.7, simple-ldap-search 3.1.2. Seen on 2026-11-30.
#
# An attribute is a set of values. One would guess that a library gives a list, or, if it makes it simpler, a list where the schema allows
# several values and a text where it does not, and that "none" is one thing. What happens: the five of npm look at the count, so that the
# same attribute is a text for one person and a list for the next, and "is she in this group" asks for a part of a text or a member
# of a list. With simple-ldap-search a single number is one to calculate with, +49301 without its plus; of two both keep it. None is
# nothing with three of them, always; with ldapts and ldap-authentication it is an empty list if the attribute was asked for by name. ldap3
# goes by the schema, if it has read it: a telephone number is a list from OpenLDAP and a text from Active Directory, where it is
# single, and where there is none an empty list. A program written with the one server takes the first sign of the number from the other.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
node_packages ldapts@9.2.0 ldap-authentication@4.0.4 ldapauth-fork@6.1.0 ldapjs-client@0.1.7 simple-ldap-search@3.1.2
cat >ask.py <<'P'
import ldap3
from directories import SERVERS, STAFF, staffed, url

ONE = "+49301"
MORE = {"slapd": "mobile", "Samba": "otherTelephone"}


def shape(value):
    return "nothing" if value is None else "a text" if isinstance(value, str) else "a list" if value else "an empty list"


for name, more in MORE.items():
    directory = staffed(name)
    people = {"None": {}, "One": {"telephoneNumber": ONE, more: ONE}, "Two": {"telephoneNumber": ONE, more: [ONE, "+49302"]}}
    for person, values in people.items():
        kind = "contact" if name == "Samba" else "inetOrgPerson"
        assert directory.add(f"cn={person},{STAFF}", kind, {"sn": "Lab", **values}), directory.result
    for library, info in {"ldap3": ldap3.NONE, "ldap3 with the schema": ldap3.ALL}.items():
        reader = ldap3.Connection(ldap3.Server(url(name), get_info=info), *SERVERS[name][1:], auto_bind=True, auto_referrals=False)
        for how, asked in {"by name": ["telephoneNumber", more], "all": "*"}.items():
            for person in ("None", "One", "Two"):
                reader.search(STAFF, f"(cn={person})", attributes=asked)
                for attribute in ("telephoneNumber", more):
                    value = reader.response[0]["attributes"].get(attribute)
                    print(f"{name}, {attribute}, {person}, {how}", library, shape(value), sep="\t")
P
cat >ask.cjs <<'J'
const { Client } = require('ldapts'), Fork = require('ldapauth-fork'), { authenticate } = require('ldap-authentication')
const LdapjsClient = require('ldapjs-client'), Simple = require('simple-ldap-search').default
const suffix = 'dc=example,dc=com', base = 'ou=Staff,' + suffix, scope = 'sub'
const list = value => value.length ? 'a list' : 'an empty list'
const shape = value => Array.isArray(value) ? list(value) : { undefined: 'nothing', string: 'a text' }[typeof value] ?? 'the number ' + value
const LIBRARIES = {
  ldapts: async (url, who, password, filter, attributes) => {
    const client = new Client({ url })
    await client.bind(who, password)
    const { searchEntries } = await client.search(base, { filter, attributes })
    await client.unbind()
    return searchEntries[0]
  },
  'ldapjs-client': async (url, who, password, filter, attributes) => {
    const client = new LdapjsClient({ url })
    await client.bind(who, password)
    const found = await client.search(base, { scope, filter, attributes })
    await client.unbind()
    return found[0]
  },
  'ldapauth-fork': (url, bindDN, bindCredentials, searchFilter, searchAttributes) => new Promise(done => {
    const fork = new Fork({ url, bindDN, bindCredentials, searchBase: base, searchFilter, searchAttributes })
    fork._findUser('anybody', (_, person) => fork.close(() => done(person)))
  }),
  'ldap-authentication': (url, adminDn, adminPassword, filter, attributes) => authenticate({
    ldapOpts: { url }, adminDn, adminPassword, userSearchBase: base, usernameAttribute: 'cn', username: filter.slice(4, -1),
    verifyUserExists: true, attributes }),
  'simple-ldap-search': async (url, dn, password, filter, attributes) => {
    const simple = new Simple({ url, base, dn, password }), found = await simple.search(filter, attributes)
    await simple.destroy()
    return found[0]
  }
}
const SERVERS = {
  slapd: ['mobile', 'ldap://127.0.0.1:3890', 'cn=admin,' + suffix, 'secret-of-lab'],
  Samba: ['otherTelephone', 'ldap://127.0.0.1:389', 'CN=Administrator,CN=Users,' + suffix, 'Nobody-needs-it-1']
}
;(async () => {
  for (const [name, [more, ...login]] of Object.entries(SERVERS)) {
    const attributes = ['telephoneNumber', more]
    for (const [library, find] of Object.entries(LIBRARIES)) {
      for (const person of ['None', 'One', 'Two']) {
        for (const [how, asked] of [['by name', attributes], ['all', undefined]]) {
          const found = await find(...login, `(cn=${person})`, asked)
          for (const attribute of attributes) console.log([`${name}, ${attribute}, ${person}, ${how}`, library, shape(found[attribute])].join('\t'))
        }
      }
    }
  }
  process.exit()
})()
J
ask() {
    cd "$work"
    venv/bin/python ask.py >readings
    node ask.cjs >>readings
}
ask_directories 'slapd Samba' >/dev/null
# One, with all asked for, is as by name.
printf '%s\n' {'slapd, mobile','Samba, otherTelephone'}', '{'None, by name','None, all','One, by name','Two, by name'} \
    {slapd,Samba}', telephoneNumber, '{'None, by name','One, by name'} >asked
awk -F'\t' -v OFS='\t' '{ print $2, $1, $3 }' readings >ordered
seen=$(alike asked ordered)
expect "$seen" 'slapd, mobile, None, by name = an empty list: ldap3, ldap3 with the schema, ldapts, ldap-authentication
slapd, mobile, None, by name = nothing: ldapjs-client, ldapauth-fork, simple-ldap-search
slapd, mobile, None, all = nothing: ldap3, ldap3 with the schema, ldapts, ldapjs-client, ldapauth-fork, ldap-authentication, simple-ldap-search
slapd, mobile, One, by name = a list: ldap3, ldap3 with the schema
slapd, mobile, One, by name = a text: ldapts, ldapjs-client, ldapauth-fork, ldap-authentication
slapd, mobile, One, by name = the number 49301: simple-ldap-search
slapd, mobile, Two, by name = a list: ldap3, ldap3 with the schema, ldapts, ldapjs-client, ldapauth-fork, ldap-authentication, simple-ldap-search
Samba, otherTelephone, None, by name = an empty list: ldap3, ldap3 with the schema, ldapts, ldap-authentication
Samba, otherTelephone, None, by name = nothing: ldapjs-client, ldapauth-fork, simple-ldap-search
Samba, otherTelephone, None, all = nothing: ldap3, ldap3 with the schema, ldapts, ldapjs-client, ldapauth-fork, ldap-authentication, simple-ldap-search
Samba, otherTelephone, One, by name = a list: ldap3, ldap3 with the schema
Samba, otherTelephone, One, by name = a text: ldapts, ldapjs-client, ldapauth-fork, ldap-authentication
Samba, otherTelephone, One, by name = the number 49301: simple-ldap-search
Samba, otherTelephone, Two, by name = a list: ldap3, ldap3 with the schema, ldapts, ldapjs-client, ldapauth-fork, ldap-authentication, simple-ldap-search
slapd, telephoneNumber, None, by name = an empty list: ldap3, ldap3 with the schema, ldapts, ldap-authentication
slapd, telephoneNumber, None, by name = nothing: ldapjs-client, ldapauth-fork, simple-ldap-search
slapd, telephoneNumber, One, by name = a list: ldap3, ldap3 with the schema
slapd, telephoneNumber, One, by name = a text: ldapts, ldapjs-client, ldapauth-fork, ldap-authentication
slapd, telephoneNumber, One, by name = the number 49301: simple-ldap-search
Samba, telephoneNumber, None, by name = an empty list: ldap3, ldap3 with the schema, ldapts, ldap-authentication
Samba, telephoneNumber, None, by name = nothing: ldapjs-client, ldapauth-fork, simple-ldap-search
Samba, telephoneNumber, One, by name = a list: ldap3
Samba, telephoneNumber, One, by name = a text: ldap3 with the schema, ldapts, ldapjs-client, ldapauth-fork, ldap-authentication
Samba, telephoneNumber, One, by name = the number 49301: simple-ldap-search'
