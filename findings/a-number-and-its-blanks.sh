#!/usr/bin/env bash
# a-number-and-its-blanks.sh : people looked up by telephone number, the number written in other ways than it is stored.
#
# OpenLDAP slapd 2.5.13; Samba 4.17.12 as an Active Directory domain controller; ldapsearch 2.5.13 (Debian 12). Seen on
# 2026-11-29.
#
# telephoneNumber has a matching rule of its own, for which blanks and hyphens do not count (RFC 4517 section 4.2.29). One
# would guess that a lookup by number, as a voice system makes it to put a name to a call, may thus leave them out on any
# directory server, in parts of a number too. slapd is so. What happens: to Samba, which follows Active Directory's schema,
# the number is text: `+49301234` does not find "+49 30 12-34", nor does `*1234`, with result success. Where numbers are
# kept in several styles each style needs a filter of its own. In a name, on the other hand, both take two blanks for one.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
ask() {
    samba_domain LAB.EXAMPLE
    slapd_like_samba core
    while read -r name port admin class; do
        local login=(-x -H "ldap://127.0.0.1:$port" -D "$admin" -w Nobody-needs-it-1)
        printf 'dn: CN=Anna Lab,CN=Users,DC=lab,DC=example\nobjectClass: %s\nsn: Lab\ntelephoneNumber: +49 30 12-34\n\n' "$class" |
            ldapadd "${login[@]}" >/dev/null
        while read -r asked; do
            found=$(ldapsearch "${login[@]}" -LLL -b CN=Users,DC=lab,DC=example "(&(sn=Lab)$asked)" 1.1)
            echo "$name $asked: $(grep -ci '^dn: cn=Anna' <<<"$found" || true)"
        done <"$work/filters"
    done <<'S'
slapd 3890 cn=admin,dc=lab,dc=example person
Samba 389 CN=Administrator,CN=Users,DC=lab,DC=example contact
S
}
cat >filters <<'F'
(telephoneNumber=+49 30 12-34)
(telephoneNumber=+49301234)
(telephoneNumber=+49-30-1234)
(telephoneNumber=*12-34)
(telephoneNumber=*1234)
(telephoneNumber=+4930*)
(cn=anna  lab)
F
own_system ask "${samba_packages[@]}" "${slapd_packages[@]}" >seen
expect "$(cat seen)" 'slapd (telephoneNumber=+49 30 12-34): 1
slapd (telephoneNumber=+49301234): 1
slapd (telephoneNumber=+49-30-1234): 1
slapd (telephoneNumber=*12-34): 1
slapd (telephoneNumber=*1234): 1
slapd (telephoneNumber=+4930*): 1
slapd (cn=anna  lab): 1
Samba (telephoneNumber=+49 30 12-34): 1
Samba (telephoneNumber=+49301234): 0
Samba (telephoneNumber=+49-30-1234): 0
Samba (telephoneNumber=*12-34): 1
Samba (telephoneNumber=*1234): 0
Samba (telephoneNumber=+4930*): 0
Samba (cn=anna  lab): 1'
