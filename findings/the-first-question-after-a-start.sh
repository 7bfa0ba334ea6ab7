#!/usr/bin/env bash
# the-first-question-after-a-start.sh : an attribute that a proxying OpenLDAP does not know, asked for again and again.
#
# OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap, with and without the overlay rwm), and ldapsearch (Debian
# 12). Seen on 2026-11-29.
#
# The proxy's schema lacks memberOf and sAMAccountName, which the directory behind it has. One would guess that a search for
# these either gives them or never does. What happens: without rwm it always does. With rwm, whatever that is there to translate,
# the first search that asks for memberOf after the proxy's start gets the entry without it, result success; the second, from
# anybody, has it. By then the proxy knows that such a name exists, as it also does after one search for all attributes. So the
# first login after each restart finds a person in no group, and nobody can make it happen again.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
slapd_conf directory core <<'C'
attributetype ( 1.3.6.1.4.1.4203.666.1.90 NAME 'sAMAccountName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.4203.666.1.91 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'securityPrincipal' SUP top AUXILIARY MAY ( sAMAccountName $ memberOf ) )
database mdb
suffix dc=lab,dc=example
C
slapd_conf without core cosine <<'C'
moduleload back_ldap
moduleload rwm
database ldap
suffix dc=lab,dc=example
uri ldap://127.0.0.1:26351
C
{ cat without.conf; printf 'overlay rwm\nrwm-map attribute fax facsimileTelephoneNumber\n'; } >with.conf
{
    lab_entry lab
    printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: person\nobjectClass: securityPrincipal\nsn: Archer\nsAMAccountName: anna
memberOf: cn=Voice,dc=lab,dc=example\n'
} | slapd_add directory
slapd_start directory ldap://127.0.0.1:26351
seen=
for proxy in without with; do
    for questions in 'memberOf memberOf memberOf' 'sAMAccountName memberOf sAMAccountName memberOf' '* memberOf'; do
        slapd_start $proxy ldap://127.0.0.1:26352
        set -f
        for asked in $questions; do
            ldapsearch -x -LLL -H ldap://127.0.0.1:26352 -b dc=lab,dc=example '(sn=Archer)' "$asked" >said
            seen+="$proxy rwm, $asked: $({ grep -iE '^(memberOf|sAMAccountName):' said || true; } | cut -d: -f1 | sort | paste -sd' ' | sed 's/^$/nothing/')"$'\n'
        done
        set +f
        end_last
        [ "$proxy$questions" = 'with* memberOf' ] || seen+=$'restart\n'
    done
done
seen=${seen%$'\n'}
expect "$seen" 'without rwm, memberOf: MEMBEROF
without rwm, memberOf: MEMBEROF
without rwm, memberOf: MEMBEROF
restart
without rwm, sAMAccountName: SAMACCOUNTNAME
without rwm, memberOf: MEMBEROF
without rwm, sAMAccountName: SAMACCOUNTNAME
without rwm, memberOf: MEMBEROF
restart
without rwm, *: MEMBEROF SAMACCOUNTNAME
without rwm, memberOf: MEMBEROF
restart
with rwm, memberOf: nothing
with rwm, memberOf: MEMBEROF
with rwm, memberOf: MEMBEROF
restart
with rwm, sAMAccountName: nothing
with rwm, memberOf: nothing
with rwm, sAMAccountName: SAMACCOUNTNAME
with rwm, memberOf: MEMBEROF
restart
with rwm, *: MEMBEROF SAMACCOUNTNAME
with rwm, memberOf: MEMBEROF'
