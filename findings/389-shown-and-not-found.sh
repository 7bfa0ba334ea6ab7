#!/usr/bin/env bash
# 389-shown-and-not-found.sh : numbers that 389 Directory Server gives to people by a class of service, and filters for them.
#
# 389 Directory Server 2.3.1 and ldapsearch 2.5.13 (Debian 12). Seen on 2026-11-29.
#
# A class of service gives a number to all people who have none of their own. One would guess that what an entry shows is
# found by a filter, or that given values are found by none, whichever attribute it is. What happens: it depends on the
# index. facsimileTelephoneNumber has none, and the given number is found like others. telephoneNumber has one by
# default, in which only stored values stand: `(telephoneNumber=+49 30 1000)` finds nobody, with result success, though
# both the presence of the number and its negation count the given value, so that Berta and Carla are found by neither
# `(telephoneNumber=+49 30 1000)` nor `(!(telephoneNumber=+49 30 1000))`. An index added for speed makes people vanish.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: 389 Directory Server is installed in a file system of its own"; exit 2; }
work=$(mktemp -d); pid=; packages=()
trap '{ kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
for wanted in 389-ds-base=2.3.1+ ldap-utils=2.5.13+; do
    version=$(apt-cache madison "${wanted%=*}" | awk -v wanted="${wanted#*=}" 'index($3, wanted) == 1 { print $3; exit }')
    [ -n "$version" ] || { echo "$wanted is not in the package lists"; exit 2; }
    packages+=("${wanted%=*}=$version")
done
mkdir layer root
cat >own.sh <<'O'
set -eu
mount -t tmpfs layer layer && mkdir layer/upper layer/work
mount -t overlay own -o lowerdir=/,upperdir=layer/upper,workdir=layer/work root
for kept in proc dev sys; do mount --rbind "/$kept" "root/$kept"; done
mkdir -p root/lab root/run/lock/dirsrv && cp install.sh serve.sh systemctl root/lab/ && cat /etc/resolv.conf >root/etc/resolv.conf
printf '#!/bin/sh\nexit 101\n' >root/usr/sbin/policy-rc.d && chmod +x root/usr/sbin/policy-rc.d
exec chroot root /bin/bash /lab/install.sh "$@"
O
cat >install.sh <<'I'
set -eu
export DEBIAN_FRONTEND=noninteractive PATH=/lab:/usr/sbin:/usr/bin:/sbin:/bin
cd /lab
apt-get -o APT::Sandbox::User=root install -q -y --no-install-recommends "$@" >install.log 2>&1 || { tail -n 5 install.log >&2; exit 1; }
exec unshare --net /bin/bash serve.sh
I
# dscreate starts and stops the server by systemctl(1), whatever it is told.
cat >systemctl <<'C'
#!/bin/sh
pid() { cat /run/dirsrv/slapd-lab.pid 2>/dev/null; }
case "$1" in
start) ns-slapd -D /etc/dirsrv/slapd-lab -i /run/dirsrv/slapd-lab.pid 2>/dev/null
    until ldapsearch -x -H ldap://127.0.0.1:389 -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;
stop) kill "$(pid)"; while kill -0 "$(pid)" 2>/dev/null; do sleep 0.1; done ;;
is-active) kill -0 "$(pid)" 2>/dev/null || exit 3 ;;
esac
exit 0
C
chmod +x systemctl
cat >serve.sh <<'E'
set -eu
python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x49))' # lo goes up
printf '%s\n' '[general]' 'systemd = False' 'start = False' 'full_machine_name = localhost' 'strict_host_checking = False' '[slapd]' \
    'instance_name = lab' 'root_dn = cn=manager' 'root_password = secret-of-lab' 'user = root' 'group = root' 'port = 389' 'secure_port = 636' \
    'self_sign_cert = False' '[backend-userroot]' 'suffix = dc=lab,dc=example' 'create_suffix_entry = True' >lab.inf
dscreate from-file lab.inf >389.log 2>&1 || { tail -n 5 389.log >&2; exit 1; }
systemctl start
trap 'systemctl stop' EXIT
login='-x -H ldap://127.0.0.1 -D cn=manager -w secret-of-lab'
for number in telephoneNumber facsimileTelephoneNumber; do
    printf 'dn: cn=template of %s,dc=lab,dc=example\nobjectClass: cosTemplate\nobjectClass: extensibleObject\ncosPriority: 0\n%s: +49 30 1000\n\n' $number $number
    printf 'dn: cn=%s of all,dc=lab,dc=example\nobjectClass: ldapSubEntry\nobjectClass: cosSuperDefinition\nobjectClass: cosPointerDefinition
cosTemplateDn: cn=template of %s,dc=lab,dc=example\ncosAttribute: %s default\n\n' $number $number $number
done | ldapadd $login >/dev/null
{
    printf 'dn: cn=Anna,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\ntelephoneNumber: +49 30 2000\nfacsimileTelephoneNumber: +49 30 2000\n\n'
    printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: Lab\n\n' Berta Carla
} | ldapadd $login >/dev/null
systemctl stop && systemctl start # a definition added while the one before is taken in may be overlooked until then
for _ in $(seq 100); do # the class of service is noticed a little later
    [ "$(ldapsearch -LLL $login -b dc=lab,dc=example '(sn=Lab)' facsimileTelephoneNumber telephoneNumber | grep -c 1000)" = 4 ] && break
    sleep 0.2
done
ldapsearch -LLL $login -b cn=Berta,dc=lab,dc=example '(sn=Lab)' telephoneNumber facsimileTelephoneNumber | sed '/^dn/d; /^$/d; s/^/Berta shows /'
for number in telephoneNumber facsimileTelephoneNumber; do
    for asked in "($number=+49 30 1000)" "($number=*)" "(!($number=*))" "(!($number=+49 30 1000))"; do
        found=$(ldapsearch -LLL $login -b dc=lab,dc=example "(&(sn=Lab)$asked)" 1.1 | sed -n 's/^dn: cn=\([^,]*\).*/\1/p' | sort | paste -sd' ')
        echo "$asked: ${found:-nobody}"
    done
done
E
unshare --mount bash own.sh "${packages[@]}" >seen & pid=$!
wait "$pid" || { cat seen; exit 1; }
pid=
seen=$(cat seen)
printf '%s\n' "$seen"
expected='Berta shows telephoneNumber: +49 30 1000
Berta shows facsimileTelephoneNumber: +49 30 1000
(telephoneNumber=+49 30 1000): nobody
(telephoneNumber=*): Anna Berta Carla
(!(telephoneNumber=*)): nobody
(!(telephoneNumber=+49 30 1000)): Anna
(facsimileTelephoneNumber=+49 30 1000): Berta Carla
(facsimileTelephoneNumber=*): Anna Berta Carla
(!(facsimileTelephoneNumber=*)): nobody
(!(facsimileTelephoneNumber=+49 30 1000)): Anna'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
