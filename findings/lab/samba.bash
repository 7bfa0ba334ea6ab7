# shellcheck shell=bash disable=SC2034 # the scripts use the list
# samba.bash : Samba 4.17.12 as an Active Directory domain controller, in a system of its own (own.bash), which is where this is
# called.
samba_packages=({samba,samba-ad-provision,samba-dsdb-modules,samba-vfs-modules,python3-samba}'=2:4.17.12+')

# samba_domain REALM: makes a domain and starts its controller, of LDAP alone, at port 389. CN=Administrator,CN=Users has the
# password Nobody-needs-it-1.
samba_domain() {
    mkdir -p /run/samba && rm -f /run/samba/*.pid
    samba-tool domain provision --targetdir="$PWD/dc" --realm="$1" --domain="${1%%.*}" --server-role=dc --host-name=dc1 \
        --adminpass=Nobody-needs-it-1 >samba.log 2>&1
    serve samba samba -F --no-process-group -M single -s dc/etc/smb.conf --option='server services=ldap' \
        --option='ldap server require strong auth=no'
    listening 389
}
