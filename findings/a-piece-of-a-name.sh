#!/usr/bin/env bash
# a-piece-of-a-name.sh : who has a manager, asked for by a piece of the manager's distinguished name.
#
# OpenLDAP slapd 2.5.13; Samba 4.17.12 as an Active Directory domain controller; ldapsearch 2.5.13 (Debian 12). Seen on
# 2026-11-29.
#
# `(manager=*OU=Sales*)` or `(memberOf=CN=Voice*)` is written by who wants all of a branch or all groups of a kind. There is no
# matching rule for pieces of names (RFC 4519), so one would guess that no server finds any, or that one which does compares
# text. What happens: slapd finds nobody, and by the negation nobody either (Undefined). Samba finds some: each
# piece between the stars is read as a name of its own. `CN=Anna*`, `*CN=Users*` and the whole end from `CN=Users` on are
# found; `*Users*`, `*Anna*`, or a piece that begins or ends with the comma, `CN=Anna,*`, find nobody, with result success, and
# their negation finds Berta, whose manager Anna is. In a filter that was tried with one form the next name may not work.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
ask() {
    samba_domain LAB.EXAMPLE
    slapd_like_samba core cosine inetorgperson
    while read -r name port admin class; do
        local login=(-x -H "ldap://127.0.0.1:$port" -D "$admin" -w Nobody-needs-it-1)
        printf 'dn: CN=%s,CN=Users,DC=lab,DC=example\nobjectClass: %s\nsn: Lab\n%s\n' Anna "$class" '' \
            Berta "$class" $'manager: CN=Anna,CN=Users,DC=lab,DC=example\n' | ldapadd "${login[@]}" >/dev/null
        while read -r asked; do
            found=$(ldapsearch "${login[@]}" -LLL -b CN=Users,DC=lab,DC=example "(&(sn=Lab)(cn=Berta)$asked)" 1.1)
            echo "$name $asked: $(grep -ci '^dn: cn=Berta' <<<"$found" || true)"
        done <"$work/filters"
    done <<'S'
slapd 3890 cn=admin,dc=lab,dc=example inetOrgPerson
Samba 389 CN=Administrator,CN=Users,DC=lab,DC=example contact
S
}
cat >filters <<'F'
(manager=CN=Anna,CN=Users,DC=lab,DC=example)
(manager=CN=Anna*)
(manager=*CN=Users*)
(manager=*CN=Users,DC=lab,DC=example)
(manager=*DC=example)
(manager=CN=Anna,*)
(manager=*,DC=example)
(manager=*Anna*)
(manager=*Users*)
(!(manager=*Users*))
F
own_system ask "${samba_packages[@]}" "${slapd_packages[@]}" >seen
seen=$(cat seen)
expected=$(
    echo 'slapd (manager=CN=Anna,CN=Users,DC=lab,DC=example): 1'
    printf 'slapd (manager=%s): 0\n' 'CN=Anna*' '*CN=Users*' '*CN=Users,DC=lab,DC=example' '*DC=example' 'CN=Anna,*' '*,DC=example' '*Anna*' '*Users*'
    echo 'slapd (!(manager=*Users*)): 0'
    printf 'Samba (manager=%s): 1\n' CN=Anna,CN=Users,DC=lab,DC=example 'CN=Anna*' '*CN=Users*' '*CN=Users,DC=lab,DC=example' '*DC=example'
    printf 'Samba (manager=%s): 0\n' 'CN=Anna,*' '*,DC=example' '*Anna*' '*Users*'
    echo 'Samba (!(manager=*Users*)): 1'
)
expect "$seen" "$expected"
