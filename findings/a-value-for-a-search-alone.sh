#!/usr/bin/env bash
# a-value-for-a-search-alone.sh : values that three overlays of slapd give to an entry, looked at in seven ways.
#
# OpenLDAP slapd and its client programs 2.5.13 (overlays dynlist, collect, deref; Debian 12). Seen on 2026-11-30.
#
# A dynamic group has members by a filter, and the same overlay gives people their memberOf; collect gives them values of the unit
# they are in. Beside the search there are controls that look at an entry: values that match (RFC 3876), an assertion (RFC 4528), what is
# there before and after a change (RFC 4527), what the names in it point to (deref). One would guess that they see what a search
# shows, or else what is stored. What happens: matched values see what is shown, the assertion and both readings only what is stored,
# and deref, which works on what the search sends, has nothing for a name that dynlist has put there. For a stored value, the last
# line, all see it. So "change it if she is a member" never changes a dynamic group, and a program that takes the entry from the
# answer to its own change has one without the values that its next search will find.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch ldapmodify ldapcompare
server=ldap://127.0.0.1:29771
{
    printf 'moduleload %s\n' dynlist collect deref
    slapd_database dc=lab,dc=example Nobody-needs-it-1
    printf '%s\n' 'overlay collect' 'collectinfo ou=Staff,dc=lab,dc=example l' \
        'overlay dynlist' 'dynlist-attrset groupOfURLs memberURL member+memberOf@groupOfNames' \
        'overlay deref'
} | slapd_conf slapd core cosine inetorgperson dyngroup
{
    lab_entry lab
    printf '%s\n' 'dn: ou=Staff,dc=lab,dc=example' 'objectClass: organizationalUnit' 'l: Berlin' '' \
        'dn: cn=Anna,ou=Staff,dc=lab,dc=example' 'objectClass: inetOrgPerson' 'sn: Archer' '' \
        'dn: cn=Dynamic,dc=lab,dc=example' 'objectClass: groupOfURLs' 'memberURL: ldap:///ou=Staff,dc=lab,dc=example??sub?(sn=Archer)' '' \
        'dn: cn=Static,dc=lab,dc=example' 'objectClass: groupOfNames' 'member: cn=Anna,ou=Staff,dc=lab,dc=example' ''
} | slapd_add slapd
slapd_start slapd "$server"
lookup() { ldapsearch -x -LLL -o ldif-wrap=no -H "$server" "$@" 2>&1 || true; }
# seen WAY WANTED COMMAND...: whether the command prints it.
seen() { if "${@:3}" 2>&1 | grep -qi "$2"; then echo -n " $1 yes,"; else echo -n " $1 no,"; fi; }
changed() { # changed ENTRY CONTROL
    printf '%s\n' "dn: $1" 'changetype: modify' 'replace: description' 'description: new' |
        ldapmodify -x -H "$server" -D cn=admin,dc=lab,dc=example -w Nobody-needs-it-1 -e "$2" || true
}
look() { # look WHAT ENTRY ATTRIBUTE VALUE
    echo -n "$1:"
    seen search "^$3: $4" lookup -b "$2" -s base "$3"
    seen filter ^dn: lookup -b "$2" -s base "($3=$4)" 1.1
    seen 'matched values' "^$3: $4" lookup -b "$2" -s base -E "mv=($3=$4)" "$3"
    [ "$3" = l ] || seen deref "^# $3: <.*=.*>;$4" lookup -b "$2" -s base -E "deref=$3:objectClass" "$3"
    seen assertion ^dn: lookup -b "$2" -s base -e "!assert=($3=$4)" 1.1
    seen 'pre-read' "^$3: $4" changed "$2" "preread=$3"
    seen 'post-read' "^$3: $4" changed "$2" "postread=$3"
    echo
}
anna=cn=Anna,ou=Staff,dc=lab,dc=example
{
    look 'member, by dynlist' cn=Dynamic,dc=lab,dc=example member "$anna"
    look 'memberOf, by dynlist' "$anna" memberOf cn=Dynamic,dc=lab,dc=example
    look 'l, by collect' "$anna" l Berlin
    look 'member, stored' cn=Static,dc=lab,dc=example member "$anna"
} | sed 's/,$//' >table
expect "$(cat table)" 'member, by dynlist: search yes, filter yes, matched values yes, deref no, assertion no, pre-read no, post-read no
memberOf, by dynlist: search yes, filter yes, matched values yes, deref no, assertion no, pre-read no, post-read no
l, by collect: search yes, filter no, matched values yes, assertion no, pre-read no, post-read no
member, stored: search yes, filter yes, matched values yes, deref yes, assertion yes, pre-read yes, post-read yes'
