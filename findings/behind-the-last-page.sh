#!/usr/bin/env bash
# behind-the-last-page.sh : four people listed by SCIM, sorted, and by pages of two, by three libraries.
#
# npm scimmy 1.3.5 (ListResponse) and scim-query-filter-parser 2.0.4 (compileSorter); PyPI scim2-models 0.12.3 (SearchRequest). Seen on
# 2026-11-30.
#
# A list is sorted by the server, and fetched from an index on (RFC 7644 sections 3.4.2.3 and 3.4.2.4): without regard to capitals where
# the attribute has none, times as times, who has no value at the end, of several addresses the primary one. One would guess that
# libraries keep to it, and that there is nobody behind the last. What happens: asked for two from the fifth of four, scimmy gives the
# first two once more, as if they were the fifth and sixth, so that who fetches until nobody comes fetches again and again from where
# it began. It also says that it gives 20 where no number was asked for and three are left. It sorts as it should, as scim2-models does.
# scim-query-filter-parser has capitals before small letters, who has no title first, and times as text, so that an hour with an
# offset is later than it was; addresses it sorts by the primary one, as the others do.
. "$(dirname "$0")/lab/lab.bash"
python_packages scim2-models==0.12.3
node_packages scimmy@1.3.5 scim-query-filter-parser@2.0.4
cat >people.json <<'T'
[{"id": "1", "userName": "Dora", "title": "Clerk", "meta": {"created": "2026-01-15T10:30:00Z"},
  "emails": [{"value": "d@lab.example"}, {"value": "a@lab.example", "primary": true}]},
 {"id": "2", "userName": "anna", "meta": {"created": "2026-01-15T11:45:00+02:00"}, "emails": [{"value": "c@lab.example"}]},
 {"id": "3", "userName": "Berta", "title": "Assistant", "meta": {"created": "2026-01-15T10:45:00Z"}, "emails": [{"value": "b@lab.example"}]},
 {"id": "4", "userName": "carla", "title": "Boss", "meta": {"created": "2026-01-15T09:00:00Z"}, "emails": [{"value": "e@lab.example"}]}]
T
printf '%s\n' userName title meta.created emails >sorts
printf '%s\n' '1 2' '3 2' '5 2' '0 2' '2' >pages
cat >list.py <<'P'
import json

from scim2_models import SearchRequest, User

SCHEMAS = ["urn:ietf:params:scim:schemas:core:2.0:User"]
people = [User.model_validate({"schemas": SCHEMAS, **one}) for one in json.load(open("people.json"))]
for attribute in open("sorts").read().split():
    wish = SearchRequest[User](sort_by=attribute)
    ordered = sorted(people, key=lambda one: ((value := wish.sort_value(one)) is None, value or ""))
    print("scim2-models", attribute, " ".join(one.user_name for one in ordered), sep="\t")
for page in open("pages").read().splitlines():
    start, *count = map(int, page.split())
    wish = SearchRequest(start_index=start, count=count[0] if count else None)
    print("scim2-models", page, " ".join(one.user_name for one in people[wish.start_index_0:wish.stop_index_0]) or "nobody", sep="\t")
P
cat >list.cjs <<'J'
const { readFileSync } = require('fs'), { ListResponse } = require('scimmy').Messages, { compileSorter } = require('scim-query-filter-parser')
const people = () => JSON.parse(readFileSync('people.json', 'utf8'))
const lines = name => readFileSync(name, 'utf8').trim().split('\n')
const show = (library, asked, found, more = '') => {
  console.log([library, asked, (found.map(one => one.userName).join(' ') || 'nobody') + more].join('\t'))
}
for (const sortBy of lines('sorts')) {
  show('scimmy', sortBy, new ListResponse(people(), { sortBy }).Resources)
  show('scim-query-filter-parser', sortBy, people().sort(compileSorter(sortBy)))
}
for (const page of lines('pages')) {
  const [startIndex, count] = page.split(' ').map(Number)
  const { Resources, itemsPerPage } = new ListResponse(people(), { startIndex, count })
  show('scimmy', page, Resources, itemsPerPage === Resources.length ? '' : `, said to be ${itemsPerPage}`)
}
J
{
    venv/bin/python list.py
    node list.cjs
} >readings
seen=$(cat sorts pages | alike - readings)
expect "$seen" 'userName = anna Berta carla Dora: scim2-models, scimmy
userName = Berta Dora anna carla: scim-query-filter-parser
title = Berta carla Dora anna: scim2-models, scimmy
title = anna Berta carla Dora: scim-query-filter-parser
meta.created = carla anna Dora Berta: scim2-models, scimmy
meta.created = carla Dora Berta anna: scim-query-filter-parser
emails = Dora Berta anna carla: scim2-models, scimmy, scim-query-filter-parser
1 2 = Dora anna: scim2-models, scimmy
3 2 = Berta carla: scim2-models, scimmy
5 2 = nobody: scim2-models
5 2 = Dora anna: scimmy
0 2 = Dora anna: scim2-models, scimmy
2 = anna Berta carla: scim2-models
2 = anna Berta carla, said to be 20: scimmy'
