#!/usr/bin/env bash
# a-number-laid-over-a-directory.sh : a proxying OpenLDAP that adds telephone numbers of its own to people of another directory.
#
# OpenLDAP slapd (overlay translucent), as directory and as proxy, and its client programs 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# Where the directory of the people cannot be changed, `overlay translucent` lays values over it. By its manual a filter is
# asked of the other directory, unless `translucent_local` names the attributes that are kept here. One would guess that with it
# set whatever is shown is found. What happens: by the number alone, yes. In a list only who has an own value that fits comes
# into question: a search box's `(|(sn=Archer)(telephoneNumber=Archer))` finds nobody, `(|(cn=Carla)(telephoneNumber=1))` finds
# Anna and no Carla, and "has no number" is nobody. With `translucent_remote cn,sn` in addition these are as before, and a name
# with a number, `(&(sn=Archer)(telephoneNumber=1))`, finds nobody as well. As it comes, without either, a number finds nobody,
# and Anna, who shows one, is among those who have none. Result success each time.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs {slapd,ldap-utils}=2.5.13+
needs slapd ldapsearch
slapd_database dc=lab,dc=example | slapd_conf corp core cosine inetorgperson
{
    lab_entry lab
    printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Archer\n\n' Anna Berta Carla
} | slapd_add corp
slapd_start corp ldap://127.0.0.1:26381
proxy_start() {
    {
        printf '%s\n' 'moduleload back_ldap' 'moduleload translucent'
        slapd_database dc=lab,dc=example secret-of-lab
        printf '%s\n' 'overlay translucent' 'uri ldap://127.0.0.1:26381' translucent_no_glue "$@"
    } | slapd_conf proxy core cosine inetorgperson
    slapd_start proxy ldap://127.0.0.1:26382
}
proxy_start
printf 'dn: cn=%s,dc=lab,dc=example\nchangetype: modify\nreplace: telephoneNumber\ntelephoneNumber: %s\n\n' Anna 1 Berta 2 |
    ldapmodify -x -H ldap://127.0.0.1:26382 -D cn=admin,dc=lab,dc=example -w secret-of-lab >/dev/null
found() {
    local asked names
    for asked in '(telephoneNumber=1)' '(&(sn=Archer)(telephoneNumber=1))' '(|(sn=Archer)(telephoneNumber=Archer))' \
        '(|(cn=Carla)(telephoneNumber=1))' '(!(telephoneNumber=*))' '(&(sn=Archer)(!(telephoneNumber=*)))'; do
        names=$(ldapsearch -x -LLL -H ldap://127.0.0.1:26382 -b dc=lab,dc=example "$asked" telephoneNumber |
            sed -n 's/^dn: dc=.*/the top/p; s/^dn: cn=\([^,]*\).*/\1/p; s/^telephoneNumber: /shows /p' | paste -sd' ')
        echo "$1: $asked: ${names:-nobody}"
    done
}
{
    found 'as it comes'
    end_last
    proxy_start 'translucent_local telephoneNumber'
    found local
    end_last
    proxy_start 'translucent_local telephoneNumber' 'translucent_remote cn,sn'
    found 'local, remote'
} >seen
expect "$(cat seen)" 'as it comes: (telephoneNumber=1): nobody
as it comes: (&(sn=Archer)(telephoneNumber=1)): nobody
as it comes: (|(sn=Archer)(telephoneNumber=Archer)): Anna shows 1 Berta shows 2 Carla
as it comes: (|(cn=Carla)(telephoneNumber=1)): Carla
as it comes: (!(telephoneNumber=*)): the top Anna shows 1 Berta shows 2 Carla
as it comes: (&(sn=Archer)(!(telephoneNumber=*))): Anna shows 1 Berta shows 2 Carla
local: (telephoneNumber=1): Anna shows 1
local: (&(sn=Archer)(telephoneNumber=1)): Anna shows 1
local: (|(sn=Archer)(telephoneNumber=Archer)): nobody
local: (|(cn=Carla)(telephoneNumber=1)): Anna shows 1
local: (!(telephoneNumber=*)): nobody
local: (&(sn=Archer)(!(telephoneNumber=*))): nobody
local, remote: (telephoneNumber=1): Anna shows 1
local, remote: (&(sn=Archer)(telephoneNumber=1)): nobody
local, remote: (|(sn=Archer)(telephoneNumber=Archer)): nobody
local, remote: (|(cn=Carla)(telephoneNumber=1)): Anna shows 1
local, remote: (!(telephoneNumber=*)): nobody
local, remote: (&(sn=Archer)(!(telephoneNumber=*))): nobody'
