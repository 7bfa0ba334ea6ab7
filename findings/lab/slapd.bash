# shellcheck shell=bash disable=SC2034 # the scripts use the list
# slapd.bash : OpenLDAP's slapd 2.5.13 and its clients, unpacked by debs, or installed in a system of its own (own.bash).
slapd_packages=({slapd,ldap-utils}'=2.5.13+')

# slapd_conf NAME SCHEMA...: writes NAME.conf for a slapd with these schemas, and with the lines of standard input, which end in
# its databases. Each database mdb gets a folder.
slapd_conf() {
    local root
    root=$(command -v slapd) && root=${root%/usr/sbin/slapd}
    {
        printf "include $root/etc/ldap/schema/%s.schema\n" "${@:2}"
        printf '%s\n' "modulepath $root/usr/lib/ldap" 'moduleload back_mdb' "pidfile $PWD/$1.pid"
        awk -v folder="$PWD/$1.mdb" '{ print }
            /^database mdb$/ { made = folder (++count); system("mkdir -p \"" made "\""); print "directory \"" made "\"" }'
    } >"$1.conf"
}

# slapd_database SUFFIX [PASSWORD]: its lines for slapd_conf; with a password, cn=admin below the suffix may do anything.
slapd_database() {
    printf '%s\n' 'database mdb' "suffix $1"
    [ $# = 1 ] || printf '%s\n' "rootdn cn=admin,$1" "rootpw $2"
}

# slapd_tls CERTIFICATE SUFFIX: the same with a certificate and its key, of tls.bash.
slapd_tls() {
    printf '%s\n' "TLSCertificateFile $PWD/$1.pem" "TLSCertificateKeyFile $PWD/$1.key"
    slapd_database "$2"
}

# slapd_add NAME [OPTION...]: loads LDIF from standard input, before the start.
slapd_add() { slapd -T add -q -f "$1.conf" "${@:2}"; }

# slapd_start NAME URLS [LEVEL]: starts it, with its log in NAME.log.
slapd_start() {
    local url
    serve "$1" slapd -d "${3:-0}" -f "$1.conf" -h "$2"
    for url in $2; do listening "${url##*/}"; done
}

# lab_entry NAME: the entry of the suffix dc=NAME,dc=example, as LDIF.
lab_entry() { printf 'dn: dc=%s,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: %s\ndc: %s\n\n' "$1" "$1" "$1"; }
