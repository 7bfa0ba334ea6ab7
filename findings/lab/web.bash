# shellcheck shell=bash disable=SC2034 # the scripts use the lists
# web.bash : web servers whose people log in by LDAP, installed in a system of its own (own.bash), which is where these are called:
# Apache httpd 2.4.71 and lighttpd 1.4.69. web.py asks them for their page.
apache_packages=(apache2-bin=2.4.)
lighttpd_packages=({lighttpd,lighttpd-modules-ldap}'=1.4.69-')

# apache_start PORT: starts it with the sections of standard input, which is no pipe, so that leave knows of it.
apache_start() {
    local module
    mkdir -p pages && : >pages/page
    {
        printf '%s\n' "ServerRoot $PWD" 'ServerName localhost' "PidFile $PWD/apache.pid" "ErrorLog $PWD/apache.log" "Listen 127.0.0.1:$1"
        for module in mpm_event authn_core authz_core authz_user auth_basic ldap authnz_ldap; do
            echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
        done
        echo "DocumentRoot $PWD/pages"
        cat
    } >apache.conf
    serve httpd apache2 -X -f "$PWD/apache.conf"
    listening "$1"
}

# apache_login URL [LINE...]: a section for apache_start, by which whoever is found by the URL may log in.
apache_login() {
    printf '%s\n' '<Location />' 'AuthType Basic' 'AuthName Lab' 'AuthBasicProvider ldap' "AuthLDAPURL $1" \
        "${2:-Require valid-user}" "${@:3}" '</Location>'
}

# lighttpd_start PORT URL BASE: starts it for people below the base, by uid.
lighttpd_start() {
    mkdir -p pages && : >pages/page
    cat >lighttpd.conf <<C
server.document-root = "$PWD/pages"
server.bind = "127.0.0.1"
server.port = $1
server.modules = ("mod_auth", "mod_authn_ldap")
auth.backend = "ldap"
auth.backend.ldap.hostname = "$2"
auth.backend.ldap.base-dn = "$3"
auth.backend.ldap.filter = "(uid=?)"
auth.require = ("/" => ("method" => "basic", "realm" => "Lab", "require" => "valid-user"))
C
    serve lighttpd lighttpd -D -f lighttpd.conf
    listening "$1"
}
