#!/usr/bin/env bash
# parts-of-a-url.sh : what is searched, where and how deep, as URLs of a directory say it (RFC 4516), by five readers.
#
# OpenLDAP's ldapurl 2.5.13, ldapurl of python-ldap 3.4.3, URI::ldap 5.17 of Perl and uri of Ruby 3.1 (Debian 12); npm ldapjs
# 3.0.7 (parseURL). Seen on 2026-11-30.
#
# Section 2 has words for the depth, whose letters may be capitals as all words of ABNF, %-escapes in all parts, and "base" where
# no depth is named. One would guess that a reader of such URLs gives the parts as they are meant. What happens: of a URL without
# a depth only ldapurl and Perl say that it means the base alone; ldapjs does so as soon as there is one question mark, Ruby and
# python-ldap never, and whoever hands nothing to a search gets its own default, often the whole tree. SUB in capitals is refused
# by python-ldap and ldapjs. Ruby leaves %2c and %2a as they are: the name is another, and the filter finds nobody.
. "$(dirname "$0")/lab/lab.bash"
debs ldap-utils=2.5.13+ python3-ldap=3.4.3- liburi-perl=5.17- {ruby3.1,libruby3.1}=3.1.
needs ldapurl
node_packages ldapjs@3.0.7
cat >urls <<'T'
ldap://dc1.lab.example/dc=lab,dc=example?cn,mail?sub?(sn=Archer)
ldap://dc1.lab.example/dc=lab,dc=example
ldap://dc1.lab.example/dc=lab,dc=example?cn
ldap://dc1.lab.example/dc=lab,dc=example??SUB?(sn=*)
ldap://dc1.lab.example/dc=lab%2cdc=example??one?(cn=50%25)
ldap://dc1.lab.example/ou=Who%3f,dc=lab,dc=example??sub?(cn=%2a)
T
cat >read.py <<'P'
import ldapurl

DEPTHS = {None: "no depth", 0: "base", 1: "one", 2: "sub"}
for text in open("urls").read().splitlines():
    try:
        url = ldapurl.LDAPUrl(text)
        print("python-ldap", text, f"{url.dn} {DEPTHS[url.scope]} {url.filterstr or '-'}", sep="\t")
    except ValueError:
        print("python-ldap", text, "refused", sep="\t")
P
cat >read.pl <<'P'
use URI;
while (<STDIN>) {
    chomp;
    my $url = URI->new($_);
    print "Perl\t$_\t", join(' ', $url->dn, $url->scope || 'no depth', $url->filter || '-'), "\n";
}
P
cat >read.rb <<'P'
require 'uri'
STDIN.each_line(chomp: true) do |text|
  url = URI.parse(text)
  puts "Ruby\t#{text}\t#{url.dn} #{url.scope || 'no depth'} #{url.filter || '-'}"
end
P
cat >read.cjs <<'J'
const { parseURL } = require('ldapjs')
for (const text of require('fs').readFileSync('urls', 'utf8').trim().split('\n')) {
  let read = 'refused'
  try {
    const url = parseURL(text, true)
    read = `${url.DN} ${url.scope || 'no depth'} ${url.filter || '-'}`
  } catch {}
  console.log(`ldapjs\t${text}\t${read}`)
}
J
ruby() { RUBYLIB=$(echo usr/lib/ruby/vendor_ruby usr/lib/ruby/3.1.0 usr/lib/*-linux-gnu/ruby/3.1.0 | tr ' ' :) unpacked ruby3.1 --disable-gems "$@"; }
{
    while read -r url; do
        ldapurl -H "$url" | awk -v url="$url" '{ part[$1] = substr($0, index($0, " ") + 1) }
            END { print "ldapurl\t" url "\t" part["dn:"] " " part["scope:"] " " (part["filter:"] ? part["filter:"] : "-") }'
    done <urls
    PYTHONPATH=$work/usr/lib/python3/dist-packages /usr/bin/python3 read.py
    unpacked_perl read.pl <urls
    ruby read.rb <urls
    node read.cjs 2>node.log
} >readings
seen=$(alike urls readings)
expect "$seen" 'ldap://dc1.lab.example/dc=lab,dc=example?cn,mail?sub?(sn=Archer) = dc=lab,dc=example sub (sn=Archer): ldapurl, python-ldap, Perl, Ruby, ldapjs
ldap://dc1.lab.example/dc=lab,dc=example = dc=lab,dc=example base -: ldapurl
ldap://dc1.lab.example/dc=lab,dc=example = dc=lab,dc=example no depth -: python-ldap, Ruby, ldapjs
ldap://dc1.lab.example/dc=lab,dc=example = dc=lab,dc=example base (objectClass=*): Perl
ldap://dc1.lab.example/dc=lab,dc=example?cn = dc=lab,dc=example base -: ldapurl
ldap://dc1.lab.example/dc=lab,dc=example?cn = dc=lab,dc=example no depth -: python-ldap, Ruby
ldap://dc1.lab.example/dc=lab,dc=example?cn = dc=lab,dc=example base (objectClass=*): Perl
ldap://dc1.lab.example/dc=lab,dc=example?cn = dc=lab,dc=example base (objectclass=*): ldapjs
ldap://dc1.lab.example/dc=lab,dc=example??SUB?(sn=*) = dc=lab,dc=example sub (sn=*): ldapurl
ldap://dc1.lab.example/dc=lab,dc=example??SUB?(sn=*) = refused: python-ldap, ldapjs
ldap://dc1.lab.example/dc=lab,dc=example??SUB?(sn=*) = dc=lab,dc=example SUB (sn=*): Perl, Ruby
ldap://dc1.lab.example/dc=lab%2cdc=example??one?(cn=50%25) = dc=lab,dc=example one (cn=50%): ldapurl, python-ldap, Perl, ldapjs
ldap://dc1.lab.example/dc=lab%2cdc=example??one?(cn=50%25) = dc=lab%2cdc=example one (cn=50%25): Ruby
ldap://dc1.lab.example/ou=Who%3f,dc=lab,dc=example??sub?(cn=%2a) = ou=Who?,dc=lab,dc=example sub (cn=*): ldapurl, python-ldap, Perl, ldapjs
ldap://dc1.lab.example/ou=Who%3f,dc=lab,dc=example??sub?(cn=%2a) = ou=Who%3f,dc=lab,dc=example sub (cn=%2a): Ruby'
