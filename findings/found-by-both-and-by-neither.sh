#!/usr/bin/env bash
# found-by-both-and-by-neither.sh : dynamic groups of OpenLDAP, by filters and by their negations.
#
# OpenLDAP slapd (overlay dynlist) and ldapsearch 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# dynlist shows the members of a group that is a search, and each person's memberOf, and lets both be asked for in filters
# (2.5 brought that). One would guess that what is shown is then found, and that a filter and its negation share out the
# entries, as they do for a group with stored members. What happens: the dynamic group is found by `(member=ANNA)` and
# also by `(!(member=ANNA))`, by `(member=*)` and by `(!(member=*))`: before it is expanded it has no member, and that is what
# the negation is asked of. Anna, who shows two values of memberOf, is found by neither `(memberOf=*)` nor `(!(memberOf=*))`,
# one of them from the group with stored members. Only equality of memberOf, and its negation, do what one hopes. "Has a
# group at all" as a condition of a login lets nobody in.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
slapd_conf slapd core dyngroup <<'C'
moduleload dynlist
database mdb
suffix dc=lab,dc=example
overlay dynlist
dynlist-attrset groupOfURLs memberURL member+memberOf@groupOfNames
C
{
    lab_entry lab
    for name in Anna Berta Carla; do printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: person\nsn: %s\n\n' $name ${name:0:1}; done
    printf 'dn: cn=static,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: cn=Anna,dc=lab,dc=example\n\n'
    printf 'dn: cn=dynamic,dc=lab,dc=example\nobjectClass: groupOfURLs\nmemberURL: ldap:///dc=lab,dc=example??one?(sn=A)\n'
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:26302
ask() { ldapsearch -x -LLL -o ldif-wrap=no -H ldap://127.0.0.1:26302 -b dc=lab,dc=example "$@"; }
names() { ask "$1" 1.1 | sed -n 's/^dn: cn=\([^,]*\).*/\1/p' | sort | paste -sd' ' | sed 's|^$|none|'; }
seen=$(
    echo "shown: $(ask '(sn=A)' memberOf | sed -n 's/^memberOf: cn=\([^,]*\).*/\1/p' | sort | paste -sd' ')"
    for group in static dynamic; do
        for asked in "(member=cn=Anna,dc=lab,dc=example)" "(member=*)"; do
            for filter in "$asked" "(!$asked)"; do echo "group $group $filter: $(names "(&(cn=$group)$filter)")"; done
        done
        for filter in "(memberOf=cn=$group,dc=lab,dc=example)" "(!(memberOf=cn=$group,dc=lab,dc=example))"; do
            echo "people $filter: $(names "(&(objectClass=person)$filter)")"
        done
    done
    for filter in '(memberOf=*)' '(!(memberOf=*))'; do echo "people $filter: $(names "(&(objectClass=person)$filter)")"; done
)
expect "$seen" 'shown: dynamic static
group static (member=cn=Anna,dc=lab,dc=example): static
group static (!(member=cn=Anna,dc=lab,dc=example)): none
group static (member=*): static
group static (!(member=*)): none
people (memberOf=cn=static,dc=lab,dc=example): Anna
people (!(memberOf=cn=static,dc=lab,dc=example)): Berta Carla
group dynamic (member=cn=Anna,dc=lab,dc=example): dynamic
group dynamic (!(member=cn=Anna,dc=lab,dc=example)): dynamic
group dynamic (member=*): dynamic
group dynamic (!(member=*)): dynamic
people (memberOf=cn=dynamic,dc=lab,dc=example): Anna
people (!(memberOf=cn=dynamic,dc=lab,dc=example)): Berta Carla
people (memberOf=*): none
people (!(memberOf=*)): Berta Carla'
