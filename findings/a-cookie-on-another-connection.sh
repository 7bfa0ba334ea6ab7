#!/usr/bin/env bash
# a-cookie-on-another-connection.sh : the pages of one search, fetched over the connections of a pool.
#
# 389 Directory Server 2.3.1 and OpenLDAP slapd 2.5.13 (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# The cookie of a paged search (RFC 2696) may be worth something on its own connection only. One would guess that a server
# refuses it elsewhere, that a library which has both a pool and a paged search keeps the pages of a search together, and
# that it says so when a page fails. What happens: slapd refuses (protocolError). 389 Directory Server begins the search
# again and answers success, the first page once more and no further cookie: with five of twelve entries, each of them
# twice, all looks well and done. ldap3 in its strategy REUSABLE takes the next connection of its pool for each page, and
# `paged_search` ends at the failed page without an error (unless raise_exceptions is set): twelve entries are five, or
# five doubled.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import itertools

import ldap3
from directories import SUFFIX, connect, cookie, started

PEOPLE = "(objectClass=person)"


def of_connections(connections):
    following, names = None, []
    for connection in itertools.cycle(connections):
        connection.search(SUFFIX, PEOPLE, attributes=["cn"], paged_size=5, paged_cookie=following)
        names += [entry.cn.value for entry in connection.entries]
        following = cookie(connection)
        if not following or len(names) > 50:
            return f"{len(names)} entries, {len(set(names))} of them different, {connection.result['description']}"


for name in ("slapd", "389"):
    connections = [started(name), connect(name)]
    for number in range(12):
        assert connections[0].add(f"cn=User {number},{SUFFIX}", "person", {"sn": "User"}), connections[0].result
    print(f"{name}, one connection:", of_connections(connections[:1]))
    print(f"{name}, two in turn:", of_connections(connections))
    pool = connect(name, client_strategy=ldap3.REUSABLE, pool_size=2, pool_name=name)
    found = pool.extend.standard.paged_search(SUFFIX, PEOPLE, attributes=["cn"], paged_size=5, generator=True)
    names = [entry["dn"] for entry in found]
    print(f"{name}, ldap3's pool: {len(names)} entries, {len(set(names))} of them different, no error")
    pool.strategy.terminate()
P
ask_directories 'slapd 389' >seen
expect "$(cat seen)" "slapd, one connection: 12 entries, 12 of them different, success
slapd, two in turn: 5 entries, 5 of them different, protocolError
slapd, ldap3's pool: 5 entries, 5 of them different, no error
389, one connection: 12 entries, 12 of them different, success
389, two in turn: 10 entries, 5 of them different, success
389, ldap3's pool: 10 entries, 5 of them different, no error"
