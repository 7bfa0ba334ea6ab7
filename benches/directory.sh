# A slapd with people, for the benches that read a directory: `source` it.
work=$(mktemp -d)
server=
password=bench-$RANDOM$RANDOM
base=dc=corp,dc=example

clean() {
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}

# Seconds, CPU seconds and peak MiB of one run. A problem found (1) or an open question (3) is a run like any other.
measure() {
    local status=0
    command time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/report.txt" 2>"$work/errors" || status=$?
    if ((status != 0 && status != 1 && status != 3)); then
        cat "$work/errors" >&2
        return "$status"
    fi
    tail -1 "$work/time" | awk '{ printf "%s %.2f %.1f\n", $1, $2 + $3, $4 / 1024 }'
}

# The median of a column of runs.
column() {
    local place=$1
    shift
    printf '%s\n' "$@" | awk -v place="$place" '{ print $place }' | sort -n | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'
}

# show NAME RUN…
show() {
    local name=$1
    shift
    echo "$name: $(column 1 "$@") s, $(column 2 "$@") s of CPU, $(column 3 "$@") MiB (median of $#)"
}

configure() {
    printf '%s' "$password" >"$work/password"
    chmod 600 "$work/password"
    cat >"$work/ucdoctor.toml" <<EOF
[directory]
servers = ["ldap://127.0.0.1:$1"]
[directory.bind]
dn = "cn=admin,$base"
password_file = "$work/password"
allow_plaintext = true
[directory.search]
base = "ou=People,$base"
filter = "(objectClass=person)"
user_id = "uid"
EOF
}

# serve PEOPLE PORT [COMPUTERS]: they stand among the people, as in Active Directory, where each is a person by its class.
serve() {
    local people=$1 port=$2 computers=${3:-0}
    mkdir "$work/data"
    cp "$(command -v slapd)" "$work/slapd"
    cat >"$work/slapd.conf" <<EOF
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/msuser.schema
modulepath /usr/lib/ldap
moduleload back_mdb
sizelimit unlimited
database mdb
maxsize 2147483648
suffix $base
rootdn cn=admin,$base
rootpw $password
directory $work/data
index objectClass,uid eq
EOF
    awk -v people="$people" -v computers="$computers" -v base="$base" 'BEGIN {
        printf "dn: %s\nobjectClass: dcObject\nobjectClass: organization\no: Corp\n\n", base
        printf "dn: ou=People,%s\nobjectClass: organizationalUnit\n\n", base
        for (i = 1; i <= people; i++)
            printf "dn: uid=u%06d,ou=People,%s\nobjectClass: inetOrgPerson\nuid: u%06d\ncn: Person %d\nsn: Name%d\ngivenName: Given%d\n" \
                "mail: u%06d@corp.example\ntelephoneNumber: +1 555 %07d\n\n", i, base, i, i, i, i, i, i
        for (i = 1; i <= computers; i++)
            printf "dn: cn=PC%06d,ou=People,%s\nobjectClass: computer\nsn: PC\nsAMAccountName: PC%06d$\n\n", i, base, i
    }' >"$work/people.ldif"
    "$work/slapd" -Tadd -q -s -f "$work/slapd.conf" -l "$work/people.ldif"
    "$work/slapd" -d 0 -h "ldap://127.0.0.1:$port/" -f "$work/slapd.conf" >/dev/null 2>&1 &
    server=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.1; done
}
