#!/usr/bin/env bash
# a-proxy-translates-half.sh : a proxying OpenLDAP that shows a directory under another suffix.
#
# OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap, overlay rwm), and its client programs (Debian 12). Seen on
# 2026-11-29.
#
# `rwm-suffixmassage dc=lab,dc=example dc=corp,dc=example` makes dc=corp,dc=example of Active Directory appear as dc=lab. One
# would guess that names are translated wherever they stand, or nowhere but in the name of the entry. What happens: in values
# and in filters they are, where the proxy knows that the attribute holds names. memberOf is in none of the schema files
# that one loads for people (core, cosine, inetOrgPerson), and passes as it is: the group is called cn=Voice,dc=lab, its member likewise, and Anna is a
# member of cn=Voice,dc=corp. `(memberOf=cn=Voice,dc=lab,dc=example)`, by which a login is allowed, finds nobody, with result
# success; the name that is found is one that the proxy shows nowhere else, and no entry of that name is there. A login as
# anna@corp.example, which Active Directory takes, does not get through: invalidDNSyntax, from the proxy itself.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
slapd_conf directory core cosine inetorgperson <<'C'
attributetype ( 1.3.6.1.4.1.4203.666.1.91 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'securityPrincipal' SUP top AUXILIARY MAY memberOf )
database mdb
suffix dc=corp,dc=example
C
slapd_conf proxy core cosine inetorgperson <<'C'
moduleload back_ldap
moduleload rwm
database ldap
suffix dc=lab,dc=example
uri ldap://127.0.0.1:26331
overlay rwm
rwm-suffixmassage dc=lab,dc=example dc=corp,dc=example
C
{
    lab_entry corp
    printf 'dn: cn=Voice,dc=corp,dc=example\nobjectClass: groupOfNames\nmember: cn=Anna,dc=corp,dc=example\n\n'
    printf 'dn: cn=Anna,dc=corp,dc=example\nobjectClass: inetOrgPerson\nobjectClass: securityPrincipal\nsn: Archer\nuserPassword: of-anna-1
manager: cn=Anna,dc=corp,dc=example\nmemberOf: cn=Voice,dc=corp,dc=example\n'
} | slapd_add directory
slapd_start directory ldap://127.0.0.1:26331
slapd_start proxy ldap://127.0.0.1:26332
ask() { ldapsearch -x -LLL -H ldap://127.0.0.1:26332 -b dc=lab,dc=example "$@"; }
seen=$(
    ask '(|(cn=Anna)(cn=Voice))' | grep -iE '^(dn|member|manager|memberOf): '
    for asked in manager=cn=Anna member=cn=Anna memberOf=cn=Voice; do
        for suffix in dc=lab,dc=example dc=corp,dc=example; do
            found=$(ask "($asked,$suffix)" 1.1 | sed -n 's/^dn: //p')
            echo "($asked,$suffix): ${found:-nobody}"
        done
    done
    for login in cn=Anna,dc=lab,dc=example anna@corp.example; do
        ldapwhoami -x -H ldap://127.0.0.1:26332 -D $login -w of-anna-1 >said 2>&1 && said=good || said=$(head -n 1 said)
        echo "login as $login: $said"
    done
)
expect "$seen" 'dn: cn=Voice,dc=lab,dc=example
member: cn=Anna,dc=lab,dc=example
dn: cn=Anna,dc=lab,dc=example
manager: cn=Anna,dc=lab,dc=example
MEMBEROF: cn=Voice,dc=corp,dc=example
(manager=cn=Anna,dc=lab,dc=example): cn=Anna,dc=lab,dc=example
(manager=cn=Anna,dc=corp,dc=example): cn=Anna,dc=lab,dc=example
(member=cn=Anna,dc=lab,dc=example): cn=Voice,dc=lab,dc=example
(member=cn=Anna,dc=corp,dc=example): cn=Voice,dc=lab,dc=example
(memberOf=cn=Voice,dc=lab,dc=example): nobody
(memberOf=cn=Voice,dc=corp,dc=example): cn=Anna,dc=lab,dc=example
login as cn=Anna,dc=lab,dc=example: good
login as anna@corp.example: ldap_bind: Invalid DN syntax (34)'
