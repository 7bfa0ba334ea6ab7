#!/usr/bin/env bash
# a-limit-removes-people.sh : people of a directory copied into PostgreSQL, on days on which the directory does not give them all.
#
# pg-ldap-sync 0.4.0 (on net-ldap 0.17.0 of Ruby), PostgreSQL 15, OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap;
# Debian 12). Seen on 2026-11-30.
#
# A synchronisation removes whom the directory no longer has, so it has to know that it was given everybody. One would guess
# that a search which does not end with success removes nobody. What happens: where the base is not there, or a proxy says
# "unavailable", pg_ldap_sync ends with an error and leaves all as it was. Where the directory stops at its size limit after
# three of five people (sizeLimitExceeded, RFC 4511 section 4.5.2), the other two are removed, status 0: net-ldap counts this
# result as a success, and has no error for who calls it. A limit that an administrator of the directory sets for everybody
# takes the logins of those who happen to come last, and gives them back on the day after it has gone.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
days() {
    postgres_start
    sync_conf >sync.yaml
    day 'all is well'
    day 'a size limit of 3' 'sizelimit 3'
    day 'all is well again'
    printf '%s\n' 'moduleload back_ldap' 'database ldap' 'suffix dc=lab,dc=example' 'uri ldap://127.0.0.1:3890' | slapd_conf proxy core
    slapd_start proxy ldap://127.0.0.1:389
    synchronised 'a proxy says unavailable'
    end_last
    sed -i 's/dc=lab,dc=example$/ou=Staff,&/' sync.yaml
    day 'the base is not there'
}
# day WHAT [LINE...]: a directory with these lines in front of its database, and what is made of it.
day() {
    { printf '%s\n' "${@:2}"; slapd_database dc=lab,dc=example; } | slapd_conf slapd core cosine
    rm -f slapd.mdb1/*
    {
        lab_entry lab
        printf 'dn: uid=%s,dc=lab,dc=example\nobjectClass: account\n\n' anna berta carla dora emma
    } | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:389
    synchronised "$1"
    end_last
}
synchronised() {
    local status=0
    pg_ldap_sync -c sync.yaml >>sync.log 2>&1 || status=$?
    echo "$1: status $status, $(asked "select rolname from pg_roles where rolname ~ '^[a-e]' order by 1" | paste -sd' ')"
}
asked() { psql -h 127.0.0.1 -U postgres -Atc "$1"; }
postgres_start() {
    local programs=/usr/lib/postgresql/15/bin account=(setpriv --reuid postgres --regid postgres --clear-groups)
    mkdir data && chown postgres: data
    "${account[@]}" "$programs/initdb" -A trust -D "$PWD/data" >/dev/null
    serve postgres "${account[@]}" "$programs/postgres" -D "$PWD/data" -k "$PWD/data" -c listen_addresses=127.0.0.1
    listening 5432
    until asked 'create role users; create role groups' >/dev/null 2>&1; do sleep 0.1; done
}
sync_conf() {
    cat <<C
ldap_connection:
  host: 127.0.0.1
  port: 389
ldap_users:
  base: dc=lab,dc=example
  filter: (uid=*)
  name_attribute: uid
ldap_groups:
  base: dc=lab,dc=example
  filter: (objectClass=groupOfNames)
  name_attribute: cn
  member_attribute: member
pg_connection:
  host: 127.0.0.1
  user: postgres
  dbname: postgres
pg_users:
  filter: oid in (select member from pg_auth_members where roleid = 'users'::regrole)
  create_options: IN ROLE users
pg_groups:
  filter: oid in (select member from pg_auth_members where roleid = 'groups'::regrole)
  create_options: IN ROLE groups
  grant_options:
C
}
own_system days "${slapd_packages[@]}" postgresql-15=15. ruby-pg-ldap-sync=0.4.0- ruby-net-ldap=0.17.0- >seen
expect "$(cat seen)" 'all is well: status 0, anna berta carla dora emma
a size limit of 3: status 0, anna berta carla
all is well again: status 0, anna berta carla dora emma
a proxy says unavailable: status 1, anna berta carla dora emma
the base is not there: status 1, anna berta carla dora emma'
