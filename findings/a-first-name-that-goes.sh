#!/usr/bin/env bash
# a-first-name-that-goes.sh : changes of a person by SCIM, as a directory's provisioning sends them, carried out by three libraries.
#
# npm scim-patch 0.8.3 and scimmy 1.3.5; PyPI scim2-models 0.12.3. Seen on 2026-11-30.
#
# A change names an attribute by its path, or has a piece of the person to be laid over her (RFC 7644 section 3.5.2). One would guess that
# both ways come to the same, and that who marries and gets a new family name keeps the other one: of a complex attribute only the parts
# that are given are replaced (section 3.5.2.3). What happens: with scim2-models it is so. scim-patch keeps the first name where the path
# says `name`, and drops it where the same is sent without a path; scimmy keeps it without a path, and drops it with one. An address
# that is there already is there twice with scimmy. A new primary address leaves the old one primary with both, where section
# 3.5.2 wants it ended. A path in capitals changes nothing with scim-patch, result success, and is no path to scimmy, though names of
# attributes have no capitals; and where there is no address of that kind to be replaced, scim-patch makes one.
. "$(dirname "$0")/lab/lab.bash"
python_packages scim2-models==0.12.3
node_packages scim-patch@0.8.3 scimmy@1.3.5
cat >person.json <<'T'
{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "1", "userName": "anna", "title": "Head",
 "name": {"givenName": "Anna", "familyName": "Archer"},
 "emails": [{"type": "work", "value": "anna@lab.example", "primary": true}, {"type": "home", "value": "anna@home.example"}]}
T
cat >changes <<'T'
{"op": "replace", "path": "name.familyName", "value": "Baker"}
{"op": "replace", "path": "name", "value": {"familyName": "Baker"}}
{"op": "replace", "value": {"name": {"familyName": "Baker"}}}
{"op": "replace", "path": "NAME.FAMILYNAME", "value": "Baker"}
{"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:title", "value": "Clerk"}
{"op": "add", "path": "emails", "value": [{"type": "home", "value": "anna@home.example"}]}
{"op": "add", "path": "emails", "value": [{"type": "other", "value": "a@new.example", "primary": true}]}
{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@new.example"}
{"op": "replace", "path": "emails[type eq \"other\"].value", "value": "a@new.example"}
T
cat >change.py <<'P'
import json

from scim2_models import PatchOp, SCIMException, User


def shown(person):
    name = " ".join(person["name"][part] for part in ("givenName", "familyName") if person["name"].get(part))
    mails = (f"{mail['value'].split('.')[0]}{' primary' if mail.get('primary') else ''}" for mail in person["emails"])
    return f"{person['title']}, {name}, {', '.join(mails)}"


for change in open("changes").read().splitlines():
    person = User.model_validate(json.load(open("person.json")))
    try:
        PatchOp[User].model_validate({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                                      "Operations": [json.loads(change)]}).patch(person)
        said = shown(person.model_dump())
    except SCIMException:
        said = "refused"
    print("scim2-models", change, said, sep="\t")
P
cat >change.cjs <<'J'
const { readFileSync } = require('fs'), { scimPatch } = require('scim-patch'), { Messages, Schemas } = require('scimmy')
const shown = person => {
  const name = ['givenName', 'familyName'].map(part => person.name[part]).filter(Boolean).join(' ')
  const mails = person.emails.map(mail => mail.value.split('.')[0] + (mail.primary ? ' primary' : ''))
  return `${person.title}, ${name}, ${mails.join(', ')}`
}
const person = () => JSON.parse(readFileSync('person.json', 'utf8'))
const libraries = {
  'scim-patch': async change => scimPatch(person(), [change]),
  scimmy: async change => {
    const message = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [change] }
    return new Messages.PatchOp(message).apply(new Schemas.User(person()))
  }
}
;(async () => {
  for (const change of readFileSync('changes', 'utf8').trim().split('\n')) {
    for (const name in libraries) {
      const said = await libraries[name](JSON.parse(change)).then(shown, () => 'refused')
      console.log([name, change, said].join('\t'))
    }
  }
})()
J
{
    venv/bin/python change.py
    node change.cjs
} >readings
seen=$(alike changes readings)
expect "$seen" '{"op": "replace", "path": "name.familyName", "value": "Baker"} = Head, Anna Baker, anna@lab primary, anna@home: scim2-models, scim-patch, scimmy
{"op": "replace", "path": "name", "value": {"familyName": "Baker"}} = Head, Anna Baker, anna@lab primary, anna@home: scim2-models, scim-patch
{"op": "replace", "path": "name", "value": {"familyName": "Baker"}} = Head, Baker, anna@lab primary, anna@home: scimmy
{"op": "replace", "value": {"name": {"familyName": "Baker"}}} = Head, Anna Baker, anna@lab primary, anna@home: scim2-models, scimmy
{"op": "replace", "value": {"name": {"familyName": "Baker"}}} = Head, Baker, anna@lab primary, anna@home: scim-patch
{"op": "replace", "path": "NAME.FAMILYNAME", "value": "Baker"} = Head, Anna Baker, anna@lab primary, anna@home: scim2-models
{"op": "replace", "path": "NAME.FAMILYNAME", "value": "Baker"} = Head, Anna Archer, anna@lab primary, anna@home: scim-patch
{"op": "replace", "path": "NAME.FAMILYNAME", "value": "Baker"} = refused: scimmy
{"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:title", "value": "Clerk"} = Clerk, Anna Archer, anna@lab primary, anna@home: scim2-models, scim-patch
{"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:title", "value": "Clerk"} = refused: scimmy
{"op": "add", "path": "emails", "value": [{"type": "home", "value": "anna@home.example"}]} = Head, Anna Archer, anna@lab primary, anna@home: scim2-models, scim-patch
{"op": "add", "path": "emails", "value": [{"type": "home", "value": "anna@home.example"}]} = Head, Anna Archer, anna@lab primary, anna@home, anna@home: scimmy
{"op": "add", "path": "emails", "value": [{"type": "other", "value": "a@new.example", "primary": true}]} = Head, Anna Archer, anna@lab, anna@home, a@new primary: scim2-models
{"op": "add", "path": "emails", "value": [{"type": "other", "value": "a@new.example", "primary": true}]} = Head, Anna Archer, anna@lab primary, anna@home, a@new primary: scim-patch, scimmy
{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@new.example"} = Head, Anna Archer, a@new primary, anna@home: scim2-models, scim-patch, scimmy
{"op": "replace", "path": "emails[type eq \"other\"].value", "value": "a@new.example"} = refused: scim2-models, scimmy
{"op": "replace", "path": "emails[type eq \"other\"].value", "value": "a@new.example"} = Head, Anna Archer, anna@lab primary, anna@home, a@new: scim-patch'
