#!/usr/bin/env bash
# a-branch-renamed.sh : the unit that holds the groups is renamed, then the unit that holds their members, at three servers.
#
# OpenLDAP slapd 2.5.13 (overlays memberof and refint), 389 Directory Server 2.3.1 (plug-ins MemberOf and referential
# integrity), Samba 4.17.12 as an Active Directory domain controller (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# Who has both add-ons wants that groups and people name each other rightly, whatever is renamed. One would guess that they do
# so when a whole branch gets another name; at least that both directions are alike. What happens: member and manager follow
# the people at all three. memberOf follows the groups at Samba only: at slapd and 389 it goes on to name groups below
# ou=Groups, which is no more. `(memberOf=cn=Voice,ou=Teams,...)`, by which a login is allowed, finds nobody, the old name finds
# both, result success. When then the people's unit is renamed, 389 puts memberOf right, and writes all names of members in
# small letters. slapd adds the right name beside the wrong one, which remains even when the group is removed.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: the servers are installed and run in a file system and a network of their own"; exit 2; }
work=$(mktemp -d); pid=; packages=()
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
wanted=({samba,samba-ad-provision,samba-dsdb-modules,samba-vfs-modules,python3-samba}'=2:4.17.12+' '389-ds-base=2.3.1+' 'slapd=2.5.13+' 'ldap-utils=2.5.13+')
listed=$(apt-cache madison "${wanted[@]%%=*}")
for one in "${wanted[@]}"; do
    version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
    [ -n "$version" ] || { echo "$one is not in the package lists"; exit 2; }
    packages+=("${one%%=*}=$version")
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.5
mkdir layer root
cat >own.sh <<'O'
set -eu
mount -t tmpfs layer layer && mkdir layer/upper layer/work
mount -t overlay own -o lowerdir=/,upperdir=layer/upper,workdir=layer/work root
for kept in proc dev sys; do mount --rbind "/$kept" "root/$kept"; done
mkdir -p root/lab root/srv/lab root/run/lock/dirsrv && mount --bind . root/lab && cat /etc/resolv.conf >root/etc/resolv.conf
printf '#!/bin/sh\nexit 101\n' >root/usr/sbin/policy-rc.d && chmod +x root/usr/sbin/policy-rc.d
exec chroot root /bin/bash /lab/install.sh "$@"
O
cat >install.sh <<'I'
set -eu
export DEBIAN_FRONTEND=noninteractive PATH=/lab:/usr/sbin:/usr/bin:/sbin:/bin
cd /srv/lab
apt-get -o APT::Sandbox::User=root install -q -y --no-install-recommends "$@" >install.log 2>&1 || { tail -n 5 install.log >&2; exit 1; }
exec unshare --net /bin/bash /lab/serve.sh
I
cat >serve.sh <<'E'
set -eu
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x49))' # lo goes up
mkdir data
cat >slapd.conf <<C
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload refint
pidfile /srv/lab/slapd.pid
database mdb
suffix dc=lab,dc=example
rootdn cn=admin,dc=lab,dc=example
rootpw secret-of-lab
directory /srv/lab/data
overlay memberof
overlay refint
refint_attributes member manager
C
slapd -d 0 -f slapd.conf -h ldap://127.0.0.1:3890 >slapd.log 2>&1 & servers=$!
trap 'kill $servers' EXIT
mkdir -p /run/samba && rm -f /run/samba/*.pid
samba-tool domain provision --targetdir=/srv/lab/dc --realm=LAB.EXAMPLE --domain=LAB --server-role=dc --host-name=dc1 \
    --adminpass=Nobody-needs-it-1 >provision.log 2>&1 || { tail -n 5 provision.log >&2; exit 1; }
samba -F --no-process-group -M single -s dc/etc/smb.conf --option='server services=ldap' \
    --option='ldap server require strong auth=no' >samba.log 2>&1 & servers+=" $!"
cat >lab.inf <<'C'
[general]
systemd = False
start = False
full_machine_name = localhost
strict_host_checking = False
[slapd]
instance_name = lab
root_password = secret-of-lab
user = root
group = root
port = 3891
secure_port = 6361
self_sign_cert = False
[backend-userroot]
suffix = dc=lab,dc=example
create_suffix_entry = True
C
dscreate from-file lab.inf >389.log 2>&1 || { tail -n 5 389.log >&2; exit 1; }
cat >plugins.ldif <<'C'
dn: cn=MemberOf Plugin,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
replace: memberofgroupattr
memberofgroupattr: member

dn: cn=referential integrity postoperation,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
replace: referint-membership-attr
referint-membership-attr: member
referint-membership-attr: manager
C
systemctl start
ldapmodify -x -H ldap://127.0.0.1:3891 -D 'cn=Directory Manager' -w secret-of-lab -f plugins.ldif >plugins.log
systemctl stop
ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid -d 0 >389.log 2>&1 & servers+=" $!"
/lab/venv/bin/python /lab/ask.py
E
# dscreate starts and stops the server by systemctl(1), whatever it is told.
cat >systemctl <<'C'
#!/bin/sh
pid() { cat /run/dirsrv/slapd-lab.pid 2>/dev/null; }
case "$1" in
start) ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid
    until ldapsearch -x -H ldap://127.0.0.1:3891 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "$(pid)"; while kill -0 "$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
chmod +x systemctl
cat >ask.py <<'P'
import time

import ldap3

SERVERS = {"slapd": (3890, "cn=admin,dc=lab,dc=example", "secret-of-lab"),
           "389": (3891, "cn=Directory Manager", "secret-of-lab"),
           "Samba": (389, "CN=Administrator,CN=Users,DC=lab,DC=example", "Nobody-needs-it-1")}
LAB = "dc=lab,dc=example"


def ready(name):
    """A connection, once the server listens, and the suffix where it has none."""
    port, admin, password = SERVERS[name]
    for _ in range(600):
        try:
            connection = ldap3.Connection(ldap3.Server(f"ldap://127.0.0.1:{port}", get_info=ldap3.NONE), admin, password,
                                          auto_bind=True, auto_referrals=False, check_names=False)
            connection.add(LAB, "domain")
            return connection
        except ldap3.core.exceptions.LDAPException:
            time.sleep(0.2)
    raise SystemExit(f"{name} does not listen")


def values(connection, cn, attribute):
    connection.search(LAB, f"(cn={cn})", attributes=[attribute])
    found = sorted(value[: -len(LAB) - 1] for value in connection.entries[0][attribute].values)
    return " and ".join(found) or "nothing"


for name in SERVERS:
    connection = ready(name)
    for unit in ("Groups", "People"):
        assert connection.add(f"ou={unit},{LAB}", "organizationalUnit"), connection.result
    person, group = ("contact", "group") if name == "Samba" else ("inetOrgPerson", "groupOfNames")
    anna, berta, voice = f"cn=Anna,ou=People,{LAB}", f"cn=Berta,ou=People,{LAB}", f"cn=Voice,ou=Groups,{LAB}"
    assert connection.add(anna, person, {"sn": "Archer"}) and connection.add(berta, person, {"sn": "Baker", "manager": anna})
    assert connection.add(voice, group, {"member": [anna, berta]}), connection.result

    def show(when):
        """slapd puts references right some time after the answer."""
        time.sleep(3)
        print(f"{name}, {when}: Voice has {values(connection, 'Voice', 'member')}")
        print(f"{name}, {when}: Berta is in {values(connection, 'Berta', 'memberOf')}, under {values(connection, 'Berta', 'manager')}")
        for unit in ("Groups", "Teams"):
            connection.search(LAB, f"(memberOf=cn=Voice,ou={unit},{LAB})")
            print(f"{name}, {when}: in Voice of {unit} are {len(connection.entries)}")

    assert connection.modify_dn(f"ou=Groups,{LAB}", "ou=Teams"), connection.result
    show("groups renamed")
    assert connection.modify_dn(f"ou=People,{LAB}", "ou=Staff"), connection.result
    show("people renamed")
    assert connection.delete(f"cn=Voice,ou=Teams,{LAB}"), connection.result
    time.sleep(1)
    print(f"{name}, group removed: Berta is in {values(connection, 'Berta', 'memberOf')}")
P
unshare --mount bash own.sh "${packages[@]}" >seen & pid=$!
wait "$pid" || { cat seen; exit 1; }
pid=
seen=$(cat seen)
printf '%s\n' "$seen"
expected='slapd, groups renamed: Voice has cn=Anna,ou=People and cn=Berta,ou=People
slapd, groups renamed: Berta is in cn=Voice,ou=Groups, under cn=Anna,ou=People
slapd, groups renamed: in Voice of Groups are 2
slapd, groups renamed: in Voice of Teams are 0
slapd, people renamed: Voice has cn=Anna,ou=Staff and cn=Berta,ou=Staff
slapd, people renamed: Berta is in cn=Voice,ou=Groups and cn=Voice,ou=Teams, under cn=Anna,ou=Staff
slapd, people renamed: in Voice of Groups are 2
slapd, people renamed: in Voice of Teams are 2
slapd, group removed: Berta is in cn=Voice,ou=Groups
389, groups renamed: Voice has cn=Anna,ou=People and cn=Berta,ou=People
389, groups renamed: Berta is in cn=Voice,ou=Groups, under cn=Anna,ou=People
389, groups renamed: in Voice of Groups are 2
389, groups renamed: in Voice of Teams are 0
389, people renamed: Voice has cn=anna,ou=staff and cn=berta,ou=staff
389, people renamed: Berta is in cn=Voice,ou=Teams, under cn=anna,ou=staff
389, people renamed: in Voice of Groups are 0
389, people renamed: in Voice of Teams are 2
389, group removed: Berta is in nothing
Samba, groups renamed: Voice has CN=Anna,OU=People and CN=Berta,OU=People
Samba, groups renamed: Berta is in CN=Voice,OU=Teams, under CN=Anna,OU=People
Samba, groups renamed: in Voice of Groups are 0
Samba, groups renamed: in Voice of Teams are 2
Samba, people renamed: Voice has CN=Anna,OU=Staff and CN=Berta,OU=Staff
Samba, people renamed: Berta is in CN=Voice,OU=Teams, under CN=Anna,OU=Staff
Samba, people renamed: in Voice of Groups are 0
Samba, people renamed: in Voice of Teams are 2
Samba, group removed: Berta is in nothing'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
