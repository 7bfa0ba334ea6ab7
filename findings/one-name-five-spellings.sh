#!/usr/bin/env bash
# one-name-five-spellings.sh : a common name put into a distinguished name by five libraries, and read back by three.
#
# Writers: npm ldapts 9.2.0 (DN), @ldapjs/dn 1.1.0 (what ldapjs 3.0.7 uses), ldap-escape 2.0.6; PyPI ldap3 2.9.1
# (escape_rdn) and cryptography 45.0.7 (rfc4514_string). Readers: OpenLDAP slapd 2.5.13 (Debian 12, `slapdn`), @ldapjs/dn,
# cryptography. Seen on 2026-11-29.
#
# One would guess that what a library writes as a DN (RFC 4514) is read as the same name by every other, and by itself.
# What happens: ldapts puts a name with a blank at its end into quotation marks, as RFC 1779 did, which cryptography
# refuses (slapd takes it). @ldapjs/dn writes a backslash as it is, so slapd and cryptography refuse the name, and it reads
# its own text as "CORPsvc", another name. As a reader it takes `R\+D`, as all others write it, for "R", and drops a blank
# at the end however it is escaped, also its own `\20`. cryptography knows CN and not cn, though types have no case.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
debs slapd=2.5.13+
needs slapd
python_packages ldap3==2.9.1 pyasn1==0.6.5 cryptography==45.0.7
node_packages ldapts@9.2.0 @ldapjs/dn@1.1.0 ldap-escape@2.0.6
echo "include $work/etc/ldap/schema/core.schema" >slapd.conf
printf '%s\n' 'Smith, John' 'R+D' 'Lab ' 'CORP\svc' >names

cat >write.cjs <<'J'
const { DN, RDN } = require('@ldapjs/dn'), ldapts = require('ldapts'), escape = require('ldap-escape')
for (const name of require('fs').readFileSync('names', 'utf8').trimEnd().split('\n')) {
  console.log(['ldapts', name, new ldapts.DN({ CN: name }).toString()].join('\t'))
  console.log(['@ldapjs/dn', name, new DN({ rdns: [new RDN({ CN: name })] }).toString()].join('\t'))
  console.log(['ldap-escape', name, escape.dn`CN=${name}`].join('\t'))
}
J
cat >write.py <<'P'
from cryptography import x509
from cryptography.x509.oid import NameOID
from ldap3.utils.dn import escape_rdn

for name in open("names").read().splitlines():
    print("ldap3", name, "CN=" + escape_rdn(name), sep="\t")
    print("cryptography", name, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]).rfc4514_string(), sep="\t")
P
cat >read.cjs <<'J'
const { DN } = require('@ldapjs/dn')
for (const line of require('fs').readFileSync('written', 'utf8').trimEnd().split('\n')) {
  const [, name, dn] = line.split('\t')
  let read
  try {
    const rdn = DN.fromString(dn).rdnAt(0)
    read = rdn.getValue('cn') ?? rdn.getValue('CN')
  } catch { read = undefined }
  console.log(read === name ? 'right' : read === undefined ? 'refused' : `"${read}"`)
}
J
cat >read.py <<'P'
import re
import subprocess

from cryptography import x509

for line in open("written").read().splitlines():
    _, name, dn = line.split("\t")
    asked = subprocess.run(["slapd", "-T", "dn", "-f", "slapd.conf", dn], capture_output=True, text=True)
    pretty = re.search(r"pretty: +<cn=(.*)>", asked.stdout + asked.stderr)
    read = pretty and re.sub(r"\\(..)", lambda pair: chr(int(pair[1], 16)), pretty[1])
    slapd = "right" if read == name else f'"{read}"' if pretty else "refused"
    try:
        [attribute] = x509.Name.from_rfc4514_string(dn)
        python = "right" if attribute.value == name else f'"{attribute.value}"'
    except ValueError:
        python = "refused"
    print(f"slapd {slapd}, cryptography {python}")
P
{ node write.cjs; venv/bin/python write.py; printf 'by hand\tSmith\tcn=Smith\n'; } | LC_ALL=C sort -t$'\t' -k2,2 -s >written
seen=$(paste -d'|' <(cut -f1,3 written | sed 's/\t/ writes /') <(venv/bin/python read.py) <(node read.cjs) |
    sed 's/^\(.*\)|\(.*\)|\(.*\)$/\1 : \2, @ldapjs\/dn \3/')
expect "$seen" 'ldapts writes CN=CORP\\svc : slapd right, cryptography right, @ldapjs/dn right
@ldapjs/dn writes CN=CORP\svc : slapd refused, cryptography refused, @ldapjs/dn "CORPsvc"
ldap-escape writes CN=CORP\\svc : slapd right, cryptography right, @ldapjs/dn right
ldap3 writes CN=CORP\\svc : slapd right, cryptography right, @ldapjs/dn right
cryptography writes CN=CORP\\svc : slapd right, cryptography right, @ldapjs/dn right
ldapts writes CN="Lab " : slapd right, cryptography refused, @ldapjs/dn "Lab"
@ldapjs/dn writes CN=Lab\20 : slapd right, cryptography right, @ldapjs/dn "Lab"
ldap-escape writes CN=Lab\  : slapd right, cryptography right, @ldapjs/dn "Lab"
ldap3 writes CN=Lab\  : slapd right, cryptography right, @ldapjs/dn "Lab"
cryptography writes CN=Lab\  : slapd right, cryptography right, @ldapjs/dn "Lab"
ldapts writes CN=R\+D : slapd right, cryptography right, @ldapjs/dn "R"
@ldapjs/dn writes CN=R\2bD : slapd right, cryptography right, @ldapjs/dn right
ldap-escape writes CN=R\+D : slapd right, cryptography right, @ldapjs/dn "R"
ldap3 writes CN=R\+D : slapd right, cryptography right, @ldapjs/dn "R"
cryptography writes CN=R\+D : slapd right, cryptography right, @ldapjs/dn "R"
by hand writes cn=Smith : slapd right, cryptography refused, @ldapjs/dn right
ldapts writes CN=Smith\, John : slapd right, cryptography right, @ldapjs/dn right
@ldapjs/dn writes CN=Smith\2c John : slapd right, cryptography right, @ldapjs/dn right
ldap-escape writes CN=Smith\, John : slapd right, cryptography right, @ldapjs/dn right
ldap3 writes CN=Smith\, John : slapd right, cryptography right, @ldapjs/dn right
cryptography writes CN=Smith\, John : slapd right, cryptography right, @ldapjs/dn right'
