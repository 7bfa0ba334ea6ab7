#!/usr/bin/env bash
# a-work-address-at-home.sh : filters of SCIM, by which people are taken from one directory to the next, by four libraries.
#
# npm scim2-parse-filter 0.2.10, scim-query-filter-parser 2.0.4 and scimmy 1.3.5; PyPI scim2-models 0.12.3. Seen on 2026-11-30.
#
# A service that keeps its people in step with a directory by SCIM asks first whether somebody is there, by a filter (RFC 7644 section
# 3.4.2.2). The grammar is short, so one would guess that libraries agree on who is found, or refuse. What happens: they agree on
# operators in capitals and on what binds closer, and on little else. In `emails[...]` both conditions are to hold for one address;
# for scim2-parse-filter one may hold for each, and `emails co`, without `.value`, finds nobody. Names (which have no capitals, RFC
# 7643 section 4.1.1) are compared with their capitals by two; scim-query-filter-parser leaves capitals out of "equal" for every
# attribute, and heeds them in "starts with". Who has no title is "not Head" for two. Times are compared as text by two, so that an
# hour written with an offset is later than it was. A filter that begins with `not` is refused by one, and the full name of an
# attribute, with the URN of its schema, finds Anna with one of the four.
. "$(dirname "$0")/lab/lab.bash"
python_packages scim2-models==0.12.3
node_packages scim2-parse-filter@0.2.10 scim-query-filter-parser@2.0.4 scimmy@1.3.5
cat >people.json <<'T'
[{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "anna", "title": "Head", "active": true, "externalId": "a-1",
  "emails": [{"type": "work", "value": "anna@lab.example"}, {"type": "home", "value": "anna@home.example"}],
  "meta": {"resourceType": "User", "lastModified": "2026-01-15T10:30:00Z"}},
 {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Berta", "active": false, "externalId": "b-2",
  "emails": [{"type": "home", "value": "berta@lab.example"}],
  "meta": {"resourceType": "User", "lastModified": "2026-01-15T11:45:00+02:00"}},
 {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "carla", "title": "Clerk", "externalId": "c-3",
  "emails": [{"type": "work", "value": "carla@lab.example"}],
  "meta": {"resourceType": "User", "lastModified": "2026-01-15T10:45:00Z"}}]
T
cat >filters <<'T'
USERNAME EQ "anna"
title eq "Head" or title eq "Clerk" and active eq true
userName eq "ANNA"
userName sw "b"
externalId eq "A-1"
title ne "Head"
title eq null
not (title eq "Head")
emails[type eq "work" and value co "lab.example"]
emails[type eq "work" and value co "home.example"]
emails.value co "home.example"
emails co "home.example"
emails.type ne "work"
meta.lastModified gt "2026-01-15T10:30:00Z"
meta.lastModified lt "2026-01-15T10:00:00Z"
urn:ietf:params:scim:schemas:core:2.0:User:userName eq "anna"
T
cat >find.py <<'P'
import json

from scim2_models import ScimFilter, User

people = json.load(open("people.json"))
for asked in open("filters").read().splitlines():
    found = [person["userName"] for person in people if ScimFilter[User](asked).match(User.model_validate(person))]
    print("scim2-models", asked, " ".join(found) or "nobody", sep="\t")
P
cat >find.cjs <<'J'
const { readFileSync } = require('fs')
const { filter, parse } = require('scim2-parse-filter'), { compileFilter } = require('scim-query-filter-parser')
const { Filter } = require('scimmy').Types
const people = JSON.parse(readFileSync('people.json', 'utf8'))
const libraries = {
  'scim2-parse-filter': asked => people.filter(one => filter(parse(asked))(one)),
  'scim-query-filter-parser': asked => people.filter(compileFilter(asked)),
  scimmy: asked => new Filter(asked).match(people)
}
for (const asked of readFileSync('filters', 'utf8').trim().split('\n')) {
  for (const name in libraries) {
    let found = 'refused'
    try { found = libraries[name](asked).map(one => one.userName).join(' ') || 'nobody' } catch {}
    console.log([name, asked, found].join('\t'))
  }
}
J
{
    venv/bin/python find.py
    node find.cjs
} >readings
seen=$(alike filters readings)
expect "$seen" 'USERNAME EQ "anna" = anna: scim2-models, scim2-parse-filter, scim-query-filter-parser, scimmy
title eq "Head" or title eq "Clerk" and active eq true = anna: scim2-models, scim2-parse-filter, scim-query-filter-parser, scimmy
userName eq "ANNA" = anna: scim2-models, scim-query-filter-parser
userName eq "ANNA" = nobody: scim2-parse-filter, scimmy
userName sw "b" = Berta: scim2-models
userName sw "b" = nobody: scim2-parse-filter, scim-query-filter-parser, scimmy
externalId eq "A-1" = nobody: scim2-models, scim2-parse-filter, scimmy
externalId eq "A-1" = anna: scim-query-filter-parser
title ne "Head" = Berta carla: scim2-models, scimmy
title ne "Head" = carla: scim2-parse-filter, scim-query-filter-parser
title eq null = Berta: scim2-models, scimmy
title eq null = nobody: scim2-parse-filter, scim-query-filter-parser
not (title eq "Head") = Berta carla: scim2-models, scim2-parse-filter, scimmy
not (title eq "Head") = refused: scim-query-filter-parser
emails[type eq "work" and value co "lab.example"] = anna carla: scim2-models, scim2-parse-filter, scim-query-filter-parser, scimmy
emails[type eq "work" and value co "home.example"] = nobody: scim2-models, scim-query-filter-parser, scimmy
emails[type eq "work" and value co "home.example"] = anna: scim2-parse-filter
emails.value co "home.example" = anna: scim2-models, scim2-parse-filter, scim-query-filter-parser, scimmy
emails co "home.example" = anna: scim2-models, scim-query-filter-parser
emails co "home.example" = nobody: scim2-parse-filter
emails co "home.example" = refused: scimmy
emails.type ne "work" = Berta: scim2-models
emails.type ne "work" = anna Berta: scim2-parse-filter, scim-query-filter-parser, scimmy
meta.lastModified gt "2026-01-15T10:30:00Z" = carla: scim2-models, scimmy
meta.lastModified gt "2026-01-15T10:30:00Z" = Berta carla: scim2-parse-filter, scim-query-filter-parser
meta.lastModified lt "2026-01-15T10:00:00Z" = Berta: scim2-models, scimmy
meta.lastModified lt "2026-01-15T10:00:00Z" = nobody: scim2-parse-filter, scim-query-filter-parser
urn:ietf:params:scim:schemas:core:2.0:User:userName eq "anna" = anna: scim2-models
urn:ietf:params:scim:schemas:core:2.0:User:userName eq "anna" = nobody: scim2-parse-filter, scimmy
urn:ietf:params:scim:schemas:core:2.0:User:userName eq "anna" = refused: scim-query-filter-parser'
