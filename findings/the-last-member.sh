#!/usr/bin/env bash
# the-last-member.sh : people are removed, and the groups they were in, with referential integrity by slapd.
#
# OpenLDAP slapd (overlay refint) and its client programs 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# refint takes who was removed out of each group, or gives the group the person's new name. One would guess that it does
# so in every group; or, where it cannot, as a groupOfNames has to have a member (RFC 4519 section 3.5), that the removal is
# refused. What happens: the removal is a success, and the group whose last member Anna was goes on to have her: found by
# `(member=cn=Anna,...)`, while no entry of that name is there, so that whoever counts members counts one, and whoever reads
# them gets noSuchObject. In a group that has her twice over, as member and as owner, she stays as both. Renamed, she is
# followed in all of them. With `refint_nothing` the name given there takes her place, as member and as owner.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
ask() { ldapsearch -x -LLL -o ldif-wrap=no -H ldap://127.0.0.1:27102 -b dc=lab,dc=example "$@"; }
change() { "$1" -x -H ldap://127.0.0.1:27102 -D cn=admin,dc=lab,dc=example -w Nobody-needs-it-1 "${@:2}" >/dev/null; }
values() { ask "(cn=$1)" "$2" | sed -n "s/^$2: cn=\([^,]*\).*/\1/p" | sort | paste -sd' ' | sed 's|^$|none|'; }
show() {
    sleep 2 # refint does its work after the answer
    for group in Both Solo Owned; do echo "$1: in $group $(values $group member), owner $(values $group owner)"; done
    echo "$1: $(ask "(member=cn=Anna,dc=lab,dc=example)" 1.1 | grep -c ^dn: || true) groups have Anna"
}
directory() { # directory NAME [LINE...]
    {
        echo 'moduleload refint'
        slapd_database dc=lab,dc=example Nobody-needs-it-1
        printf '%s\n' 'overlay refint' 'refint_attributes member owner' "${@:2}"
    } | slapd_conf "$1" core
    {
        lab_entry lab
        for name in Anne Berta; do printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: person\nsn: Lab\n\n' $name; done
        anna='cn=Anne,dc=lab,dc=example' berta='cn=Berta,dc=lab,dc=example'
        printf 'dn: cn=Both,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: %s\nmember: %s\n\n' $anna $berta
        printf 'dn: cn=Solo,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: %s\n\n' $anna
        printf 'dn: cn=Owned,dc=lab,dc=example\nobjectClass: groupOfNames\nmember: %s\nowner: %s\n\n' $anna $anna
    } | slapd_add "$1"
    slapd_start "$1" ldap://127.0.0.1:27102
    change ldapmodrdn -r cn=Anne,dc=lab,dc=example cn=Anna && show "$1, renamed"
    change ldapdelete cn=Anna,dc=lab,dc=example && show "$1, removed"
    end_last
}
{
    directory refint
    directory refint_nothing 'refint_nothing cn=Vacant,dc=lab,dc=example'
} >seen
expect "$(cat seen)" 'refint, renamed: in Both Anna Berta, owner none
refint, renamed: in Solo Anna, owner none
refint, renamed: in Owned Anna, owner Anna
refint, renamed: 3 groups have Anna
refint, removed: in Both Berta, owner none
refint, removed: in Solo Anna, owner none
refint, removed: in Owned Anna, owner Anna
refint, removed: 2 groups have Anna
refint_nothing, renamed: in Both Anna Berta, owner none
refint_nothing, renamed: in Solo Anna, owner none
refint_nothing, renamed: in Owned Anna, owner Anna
refint_nothing, renamed: 3 groups have Anna
refint_nothing, removed: in Both Berta, owner none
refint_nothing, removed: in Solo Vacant, owner none
refint_nothing, removed: in Owned Vacant, owner Vacant
refint_nothing, removed: 0 groups have Anna'
