#!/usr/bin/env bash
# a-manager-of-the-other-branch.sh : a proxying OpenLDAP that shows two branches of a directory, and managers across them.
#
# OpenLDAP slapd and its clients 2.5.13 (back-meta and back-asyncmeta, suffixmassage; Debian 12). Seen on 2026-11-30.
#
# Each branch is a target with a suffix of its own, and the proxy translates names, also those in values. One would guess that a directory
# which is shown whole has whole links: that a manager's name is one by which she is found, and that the people of a manager are found.
# What happens: a target knows its own branch only. A manager of the same branch is right; one of the other branch has the name that she
# has behind the proxy, where nobody of that name is found, and so have members of a group. Asked who has Carla for a manager, the proxy
# gives those of her own branch, success, and of the groups of Berta none. And a manager of the other branch, set through the proxy, is
# written as the proxy calls her, so that now the directory itself has a name that it does not know, while the proxy shows it as right.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch
slapd_database dc=lab,dc=example secret-of-lab | slapd_conf directory core cosine inetorgperson
person() { # person NAME BRANCH MANAGER BRANCH
    printf 'dn: cn=%s,ou=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\nmanager: cn=%s,ou=%s,dc=lab,dc=example\n\n' "$@"
}
{
    lab_entry lab
    printf 'dn: ou=%s,dc=lab,dc=example\nobjectClass: organizationalUnit\n\n' Berlin Paris
    person Carla Paris Carla Paris
    person Anna Berlin Carla Paris
    person Berta Paris Carla Paris
    person Dora Berlin Anna Berlin
    printf 'dn: cn=Sales,ou=Berlin,dc=lab,dc=example\nobjectClass: groupOfNames\n'
    printf 'member: cn=%s,dc=lab,dc=example\n' Anna,ou=Berlin Berta,ou=Paris
} | slapd_add directory
slapd_start directory ldap://127.0.0.1:27281
target() { # target BRANCH: for the proxy
    printf '%s\n' "uri ldap://127.0.0.1:27281/ou=$1,dc=all,dc=example" "suffixmassage ou=$1,dc=all,dc=example ou=$1,dc=lab,dc=example" \
        'idassert-bind bindmethod=simple binddn=cn=admin,dc=lab,dc=example credentials=secret-of-lab mode=none' 'idassert-authzFrom *'
}
ask() { ldapsearch -x -LLL -o ldif-wrap=no -H "ldap://127.0.0.1:$port" "$@" 2>&1; }
names() { ask -b dc=all,dc=example "$1" 1.1 | sed -n 's/^dn: cn=\([^,]*\).*/\1/p' | sort | paste -sd' ' | sed 's/^$/nobody/'; }
shown() { ask -b "$1,dc=all,dc=example" -s base "(cn=*)" "$2" | sed -n "s/^$2: //p" | paste -sd';' | sed 's/;/; /g'; }
gets() { # gets PERSON MANAGER SUFFIX: at the port
    printf '%s\n' "dn: cn=$1,dc=$3,dc=example" 'changetype: modify' 'replace: manager' "manager: cn=$2,dc=$3,dc=example" |
        ldapmodify -x -D "cn=admin,dc=$3,dc=example" -w secret-of-lab -H "ldap://127.0.0.1:$port" >>changed
}
port=27282
seen=$(
    for kind in meta asyncmeta; do
        {
            printf 'moduleload %s\n' back_ldap "back_$kind"
            printf '%s\n' "database $kind" 'suffix dc=all,dc=example' 'rootdn cn=admin,dc=all,dc=example' 'rootpw secret-of-lab'
            target Berlin
            target Paris
        } | slapd_conf "$kind" core cosine inetorgperson
        slapd_start "$kind" "ldap://127.0.0.1:$port"
        echo "$kind: manager of Dora: $(shown cn=Dora,ou=Berlin manager)"
        echo "$kind: manager of Anna: $(shown cn=Anna,ou=Berlin manager)"
        echo "$kind: there is such an entry: $(ask -b "$(shown cn=Anna,ou=Berlin manager)" -s base 1.1 | paste -sd' ')"
        echo "$kind: who has Anna for a manager: $(names '(manager=cn=Anna,ou=Berlin,dc=all,dc=example)')"
        echo "$kind: who has Carla for a manager: $(names '(manager=cn=Carla,ou=Paris,dc=all,dc=example)')"
        echo "$kind: members of Sales: $(shown cn=Sales,ou=Berlin member)"
        echo "$kind: groups of Berta: $(names '(member=cn=Berta,ou=Paris,dc=all,dc=example)')"
        gets Dora,ou=Berlin Carla,ou=Paris all
        echo "$kind: Dora gets Carla: $(shown cn=Dora,ou=Berlin manager), in the directory $(
            port=27281 ask -b cn=Dora,ou=Berlin,dc=lab,dc=example manager | sed -n 's/^manager: //p')"
        port=27281 gets Dora,ou=Berlin Anna,ou=Berlin lab
        end_last
    done
)
expect "$seen" 'meta: manager of Dora: cn=Anna,ou=Berlin,dc=all,dc=example
meta: manager of Anna: cn=Carla,ou=Paris,dc=lab,dc=example
meta: there is such an entry: No such object (32)
meta: who has Anna for a manager: Dora
meta: who has Carla for a manager: Berta Carla
meta: members of Sales: cn=Anna,ou=Berlin,dc=all,dc=example; cn=Berta,ou=Paris,dc=lab,dc=example
meta: groups of Berta: nobody
meta: Dora gets Carla: cn=Carla,ou=Paris,dc=all,dc=example, in the directory cn=Carla,ou=Paris,dc=all,dc=example
asyncmeta: manager of Dora: cn=Anna,ou=Berlin,dc=all,dc=example
asyncmeta: manager of Anna: cn=Carla,ou=Paris,dc=lab,dc=example
asyncmeta: there is such an entry: No such object (32)
asyncmeta: who has Anna for a manager: Dora
asyncmeta: who has Carla for a manager: Berta Carla
asyncmeta: members of Sales: cn=Anna,ou=Berlin,dc=all,dc=example; cn=Berta,ou=Paris,dc=lab,dc=example
asyncmeta: groups of Berta: nobody
asyncmeta: Dora gets Carla: cn=Carla,ou=Paris,dc=all,dc=example, in the directory cn=Carla,ou=Paris,dc=all,dc=example'
