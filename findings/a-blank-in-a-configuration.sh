#!/usr/bin/env bash
# a-blank-in-a-configuration.sh : files of settings (slapd.conf) with a blank in a value, brought into the newer form by slaptest.
#
# OpenLDAP slapd and slaptest 2.5.13 (back-meta, overlays accesslog, collect and constraint; Debian 12). Seen on 2026-11-30.
#
# slaptest writes a file of settings into a folder, which is the form that OpenLDAP recommends and that can be changed while it runs.
# One would guess that a server which is well with the file is well with the folder, or that slaptest says what it cannot bring there.
# What happens: a value with a blank stands in quotation marks in the file. With some settings it loses them on the way: slaptest says
# that all succeeded and ends with 0, and the server does not start with what was written, nor do slaptest and slapcat read it. So it is
# for a filter of accesslog's `logold`, and for `subtree-exclude` and `filter` of back-meta, where a branch or a department has two words.
# With collect and constraint a blank does no harm, and without one all of these are right.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd slaptest
modules=$(printf 'moduleload %s\n' back_ldap back_meta accesslog collect constraint)
answers() { # answers PORT OPTION...: whether slapd starts, and answers.
    serve started slapd -d 0 "${@:2}" -h "ldap://127.0.0.1:$1"
    if listening "$1" 2>/dev/null; then
        ldapsearch -x -LLL -H "ldap://127.0.0.1:$1" -s base -b '' 1.1 >/dev/null && echo answers
    else
        echo 'does not start'
    fi
    end_last
}
said() { "$@" >said 2>&1 && echo yes || echo no; }
number=0
converted() { # converted TITLE: the lines of standard input behind the database's
    local name=part$((++number))
    mkdir "$name.folder"
    { echo "$modules"; slapd_database dc=lab,dc=example; cat; } | slapd_conf "$name" core cosine inetorgperson
    lab_entry lab | slapd_add "$name" -b dc=lab,dc=example
    ! grep -q '^suffix cn=log' "$name.conf" || slapd_add "$name" -b cn=log </dev/null
    echo "$1: slapd $(answers 27261 -f "$name.conf"); converted $(said slaptest -f "$name.conf" -F "$name.folder");" \
        "the folder is good $(said slaptest -u -F "$name.folder"); slapd $(answers 27262 -F "$name.folder")"
}
seen=$(
    converted 'collect, a branch with a blank' <<'C'
overlay collect
collectinfo "ou=Head Office,dc=lab,dc=example" l
C
    converted 'constraint, a pattern with a blank' <<'C'
overlay constraint
constraint_attribute telephoneNumber regex "^12 [0-9]+$"
C
    converted 'accesslog, old values of one department' <<'C'
overlay accesslog
logdb cn=log
logold (departmentNumber=Sales)
database mdb
suffix cn=log
C
    converted 'accesslog, old values of a department with a blank' <<'C'
overlay accesslog
logdb cn=log
logold "(departmentNumber=Head Office)"
database mdb
suffix cn=log
C
    converted 'meta, all but a branch' <<'C'
database meta
suffix dc=far,dc=example
uri ldap://127.0.0.1:27269/dc=far,dc=example
subtree-exclude ou=Berlin,dc=far,dc=example
C
    converted 'meta, all but a branch with a blank' <<'C'
database meta
suffix dc=far,dc=example
uri ldap://127.0.0.1:27269/dc=far,dc=example
subtree-exclude "ou=Head Office,dc=far,dc=example"
C
    converted 'meta, filters with a blank' <<'C'
database meta
suffix dc=far,dc=example
uri ldap://127.0.0.1:27269/dc=far,dc=example
filter "Head Office"
C
)
expect "$seen" 'collect, a branch with a blank: slapd answers; converted yes; the folder is good yes; slapd answers
constraint, a pattern with a blank: slapd answers; converted yes; the folder is good yes; slapd answers
accesslog, old values of one department: slapd answers; converted yes; the folder is good yes; slapd answers
accesslog, old values of a department with a blank: slapd answers; converted yes; the folder is good no; slapd does not start
meta, all but a branch: slapd answers; converted yes; the folder is good yes; slapd answers
meta, all but a branch with a blank: slapd answers; converted yes; the folder is good no; slapd does not start
meta, filters with a blank: slapd answers; converted yes; the folder is good no; slapd does not start'
