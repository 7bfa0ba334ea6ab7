#!/usr/bin/env bash
# a-proxy-hears-no-conditions.sh : searches and changes on which a client puts conditions, asked of a directory and through a proxy.
#
# ldaptor 21.2.0 (PyPI; ProxyBase, on which privacyIDEA's LDAP proxy for second factors is), OpenLDAP slapd (overlay sssvlv) and its
# client programs 2.5.13 (Debian 12). Seen on 2026-11-30.
#
# A client may put a condition on what it asks (a control, RFC 4511 section 4.1.11), and mark it as critical: whoever cannot do it has to
# refuse. One would guess that a proxy hands conditions on, or refuses those that are critical. What happens: ldaptor's hands on the
# question without them, and answers without them, result success. A directory whose limit is for those who do not ask by pages gives
# the first people and "size limit exceeded" to who does. A sorted list is not sorted. Worst are changes: one that is to be
# made only if she is Head (assertion, RFC 4528) is made though she is not, and one that is only to be tried (no-op) is made.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs "${slapd_packages[@]}"
needs slapd ldapsearch
python_packages ldaptor==21.2.0
{
    echo 'moduleload sssvlv'
    slapd_database dc=lab,dc=example secret-of-lab
    printf '%s\n' 'overlay sssvlv' 'limits * size.soft=3 size.hard=3 size.prtotal=unlimited'
} | slapd_conf slapd core cosine inetorgperson
{
    lab_entry lab
    for name in Dora Anna Carla Berta Emma; do
        printf 'dn: cn=%s,dc=lab,dc=example\nobjectClass: inetOrgPerson\nsn: %s\ntitle: Clerk\nuserPassword: secret-of-lab\n\n' $name $name
    done
} | slapd_add slapd
slapd_start slapd ldap://127.0.0.1:29841
cat >proxy.py <<'P'
from functools import partial

from ldaptor.protocols.ldap.ldapclient import LDAPClient
from ldaptor.protocols.ldap.ldapconnector import connectToLDAPEndpoint
from ldaptor.protocols.ldap.proxybase import ProxyBase
from twisted.internet import protocol, reactor


class Proxy(ProxyBase):
    clientConnector = partial(connectToLDAPEndpoint, reactor, "tcp:host=127.0.0.1:port=29841", LDAPClient)
    use_tls = False


reactor.listenTCP(29842, protocol.ServerFactory.forProtocol(Proxy), interface="127.0.0.1")
reactor.run()
P
serve proxy venv/bin/python proxy.py
listening 29842
people() {
    "${@:2}" >found 2>&1 || true
    echo "$where, $1: $(sed -n 's/^dn: cn=\([^,]*\).*/\1/p' found | paste -sd' ')$(grep -o ' ([0-9]*)$' found)"
}
title() { ldapsearch -x -LLL -H ldap://127.0.0.1:29841 -b cn=Anna,dc=lab,dc=example title | sed -n 's/^title: //p'; }
change() {
    local said='done'
    printf 'dn: cn=Anna,dc=lab,dc=example\nchangetype: modify\nreplace: title\ntitle: %s\n' "$2" |
        ldapmodify "${asked[@]}" -D cn=admin,dc=lab,dc=example -w secret-of-lab "${@:3}" >said 2>&1 || said=$(grep -o '([0-9]*)' said)
    echo "$where, $1: $said, she is $(title)"
}
seen=$(
    for where in directory:29841 proxy:29842; do
        asked=(-x -H "ldap://127.0.0.1:${where#*:}") && where=${where%:*}
        anna=("${asked[@]}" -LLL -D 'cn=Anna,dc=lab,dc=example' -w secret-of-lab -b 'dc=lab,dc=example')
        people 'in pages of two' ldapsearch "${anna[@]}" -E '!pr=2/noprompt' '(sn=*)' 1.1
        people 'sorted' ldapsearch "${anna[@]}" -E '!sss=sn:caseIgnoreOrderingMatch' '(&(sn=*)(!(sn=E*))(!(sn=D*)))' 1.1
        people 'with a condition nobody knows' ldapsearch "${anna[@]}" -e '!1.2.3.4' '(sn=Anna)' 1.1
        change 'a change if she is Head' Chief -e '!assert=(title=Head)'
        change 'a change only to see whether it would do' Director -e '!noop'
        change 'set back' Clerk
    done
)
expect "$seen" 'directory, in pages of two: Dora Anna Carla Berta Emma
directory, sorted: Anna Berta Carla
directory, with a condition nobody knows:  (12)
directory, a change if she is Head: (122), she is Clerk
directory, a change only to see whether it would do: (16654), she is Clerk
directory, set back: done, she is Clerk
proxy, in pages of two: Dora Anna Carla (4)
proxy, sorted: Anna Carla Berta
proxy, with a condition nobody knows: Anna
proxy, a change if she is Head: done, she is Chief
proxy, a change only to see whether it would do: done, she is Director
proxy, set back: done, she is Clerk'
