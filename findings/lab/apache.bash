# shellcheck shell=bash disable=SC2034 # the scripts use the list
# apache.bash : Apache httpd 2.4.71 whose people log in by LDAP, installed in a system of its own (own.bash), which is where these
# are called.
apache_packages=(apache2-bin=2.4.)

# apache_start PORT: starts it with an empty page and the sections of standard input.
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
