# shellcheck shell=bash disable=SC2034,SC2154 # the scripts use the list; lab.bash sets work
# 389.bash : 389 Directory Server 2.3.1, installed in a system of its own (own.bash), which is where these are called.
dirsrv_packages=(389-ds-base=2.3.1+ ldap-utils=2.5.13+)

# dirsrv PORT SUFFIX ROOT_DN PASSWORD: makes an instance with the entry of the suffix, and starts it.
dirsrv() {
    dirsrv_systemctl "$1"
    mkdir -p /run/lock/dirsrv
    printf '%s\n' '[general]' 'systemd = False' 'start = False' 'full_machine_name = localhost' 'strict_host_checking = False' \
        '[slapd]' 'instance_name = lab' "root_dn = $3" "root_password = $4" 'user = root' 'group = root' "port = $1" 'secure_port = 6361' \
        'self_sign_cert = False' '[backend-userroot]' "suffix = $2" 'create_suffix_entry = True' >lab.inf
    dscreate from-file lab.inf >389.log 2>&1
    dirsrv_start "$1"
}

# dirsrv_plugins PORT: changes plug-ins as plugins.ldif says, where the script has one. They work after a restart, so nothing else
# has been started since.
dirsrv_plugins() {
    [ -e "$work/plugins.ldif" ] || return 0
    ldapmodify -x -H "ldap://127.0.0.1:$1" -D 'cn=Directory Manager' -w secret-of-lab -f "$work/plugins.ldif" >plugins.log
    end_last
    dirsrv_start "$1"
}

dirsrv_start() {
    serve 389 ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid -d 0
    listening "$1"
}

# dscreate starts and stops the server by systemctl(1), whatever it is told.
dirsrv_systemctl() {
    cat >systemctl <<C
#!/bin/sh
pid() { cat /run/dirsrv/slapd-lab.pid 2>/dev/null; }
case "\$1" in
start) ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid
    until ldapsearch -x -H ldap://127.0.0.1:$1 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "\$(pid)"; while kill -0 "\$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "\$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
    chmod +x systemctl
}
