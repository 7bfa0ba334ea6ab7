#!/usr/bin/env bash
# a-login-name-by-a-proxy.sh : a proxying OpenLDAP that shows the personnel number as login name (overlay rwm), to three people.
#
# OpenLDAP slapd 2.5.13, as directory and as proxy (back-ldap), and its client programs (Debian 12). Seen on 2026-11-30.
#
# `rwm-map attribute uid employeeNumber` makes people log in by their numbers, where an application knows uid only. One would guess that
# uid is then the number, in whatever is asked, and that the directory's own uid cannot be seen. What happens: it cannot be found,
# and it can be seen. Asked for everything, the proxy gives uid two values, the own one in front and the number behind it, so that who
# takes the first has one by which nobody is found; asked for uid it gives the number alone. So Carla, whose own uid is like Anna's
# number, shows 77 and is not found by it. With `rwm-map attribute *` behind the wanted attributes the own uid is hidden; but then a
# filter by anything else is false, so that "not Head" is everybody, the Head as well, and a comparison is an error (80).
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch
slapd_database dc=lab,dc=example | slapd_conf directory core cosine inetorgperson
{
    lab_entry lab
    while read -r name uid number title; do
        printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\nuid: %s\ntitle: %s\n' "$name" "$uid" "$title"
        if [ "$number" = none ]; then echo; else printf 'employeeNumber: %s\n\n' "$number"; fi
    done <<<$'Anna anna 77 Head\nBerta berta 78 Clerk\nCarla 77 none Clerk'
} | slapd_add directory
slapd_start directory ldap://127.0.0.1:29851
people() {
    ldapsearch -x -LLL -H ldap://127.0.0.1:29852 -b dc=lab,dc=example "(&(sn=Lab)$1)" "$2" |
        sed -n 's/^dn: cn=\([^,]*\),.*/\1/p; s/^uid: /uid=/p' | paste -sd' '
}
map='rwm-map attribute uid employeeNumber'
seen=$(
    for way in "$map" "$map"$'\nrwm-map attribute cn cn\nrwm-map attribute sn sn\nrwm-map attribute *'; do
        printf '%s\n' 'moduleload back_ldap' 'moduleload rwm' 'database ldap' 'suffix dc=lab,dc=example' 'uri ldap://127.0.0.1:29851' \
            'overlay rwm' "$way" | slapd_conf proxy core cosine inetorgperson
        slapd_start proxy ldap://127.0.0.1:29852
        [[ $way == *'*' ]] && where='the rest hidden' || where='mapped'
        echo "$where, everything asked for: $(people '' '*')"
        echo "$where, uid asked for: $(people '' uid)"
        for filter in '(uid=77)' '(uid=anna)' '(employeeNumber=77)' '(title=Head)' '(!(title=Head))'; do
            found=$(people "$filter" 1.1)
            echo "$where, $filter: ${found:-nobody}"
        done
        echo "$where, compared: $(ldapcompare -x -H ldap://127.0.0.1:29852 cn=Anna,dc=lab,dc=example title:Head 2>&1 | head -n 1)"
        end_last
    done
)
expect "$seen" 'mapped, everything asked for: Anna uid=anna uid=77 Berta uid=berta uid=78 Carla uid=77
mapped, uid asked for: Anna uid=77 Berta uid=78 Carla
mapped, (uid=77): Anna
mapped, (uid=anna): nobody
mapped, (employeeNumber=77): Anna
mapped, (title=Head): Anna
mapped, (!(title=Head)): Berta Carla
mapped, compared: TRUE
the rest hidden, everything asked for: Anna uid=77 Berta uid=78 Carla
the rest hidden, uid asked for: Anna uid=77 Berta uid=78 Carla
the rest hidden, (uid=77): Anna
the rest hidden, (uid=anna): nobody
the rest hidden, (employeeNumber=77): nobody
the rest hidden, (title=Head): nobody
the rest hidden, (!(title=Head)): Anna Berta Carla
the rest hidden, compared: Compare Result: Other (e.g., implementation specific) error (80)'
