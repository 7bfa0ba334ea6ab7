#!/usr/bin/env bash
# a-name-as-the-server-writes-it.sh : distinguished names, as OpenLDAP writes them, taken apart by six libraries.
#
# OpenLDAP slapd 2.5.13 (slapdn), go-ldap 3.4.4 (ParseDN; Go 1.19), OCaml's ldap 2.4.2 (Ldap_dn), Erlang's eldap 1.2.10 (parse_dn), PHP
# 8.2 (ldap_explode_dn), net-ldap 0.17.0 of Ruby 3.1 (Net::LDAP::DN), Net::LDAP 0.68 of Perl (ldap_explode_dn; all Debian 12). Seen
# on 2026-11-30.
#
# What stands behind a backslash in hex is a byte of the value, and `#` or `=` within a value need none (RFC 4514 sections 2.4 and 3). One
# would guess that a library which takes names apart gives the value as the entry has it, or at least takes each name that the most
# used server writes. What happens: Perl's does. OCaml's knows hex in small letters, and slapd writes capitals, so that it refuses a comma,
# a plus, an equals sign and a backslash in a name, and two types in one part as well. Erlang's and PHP's leave the hex in the value, so that
# a search for that value finds nobody; PHP's puts even letters into hex that were none. Ruby's drops a blank at the end and has two types
# for one value. And go-ldap is right about all that, but not about a bare equals sign: it says that the type is "Sales".
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
. "$lab/slapd.bash"
cat >names <<'N'
cn=Anna,dc=lab
cn=Sales=EMEA,dc=lab
cn=Archer\, Anna,dc=lab
cn=R\+D,dc=lab
cn=Ext. #1203,dc=lab
cn=CORP\\anna,dc=lab
cn=Anna Müller,dc=lab
cn=Guest\ ,dc=lab
cn=Anna+uid=a1,dc=lab
N
cat >read.go <<'G'
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/go-ldap/ldap/v3"
)

func main() {
	for names := bufio.NewScanner(os.Stdin); names.Scan(); {
		dn, err := ldap.ParseDN(names.Text())
		fmt.Printf("go-ldap\t%s\t", names.Text())
		if err != nil {
			fmt.Println("refused")
			continue
		}
		for _, one := range dn.RDNs[0].Attributes {
			fmt.Printf("[%s: %s]", one.Type, one.Value)
		}
		fmt.Println()
	}
}
G
cat >read.ml <<'M'
let shown (one : Ldap_types.attribute) = List.iter (Printf.printf "[%s: %s]" one.attr_type) one.attr_vals
let () =
  try
    while true do
      let name = input_line stdin in
      Printf.printf "OCaml\t%s\t" name;
      (match Ldap_dn.of_string name with
       | dn -> shown (List.hd dn)
       | exception Ldap_dn.Invalid_dn _ -> print_string "refused");
      print_newline ()
    done
  with End_of_file -> ()
M
cat >read.escript <<'ERL'
#!/usr/bin/env escript
main(_) -> io:setopts([{encoding, latin1}]), read(io:get_line("")).
read(eof) -> ok;
read(Line) ->
    Name = string:trim(Line, trailing, "\n"),
    io:format("eldap\t~s\t~s~n", [Name, case eldap:parse_dn(Name) of
        {ok, [First | _]} -> [["[", Type, ": ", Value, "]"] || {attribute_type_and_value, Type, Value} <- First];
        {parse_error, _, _} -> "refused"
    end]),
    read(io:get_line("")).
ERL
cat >read.php <<'H'
<?php
while (($name = fgets(STDIN)) !== false) {
    $parts = ldap_explode_dn($name = rtrim($name, "\n"), 0);
    echo "PHP\t$name\t", $parts ? '[' . preg_replace('/=/', ': ', $parts[0], 1) . ']' : 'refused', "\n";
}
H
cat >read.rb <<'R'
require 'net/ldap'
require 'net/ldap/dn'
STDIN.each_line(chomp: true) do |name|
  type, value = Net::LDAP::DN.new(name).to_a
  puts "Ruby\t#{name}\t[#{type}: #{value}]"
end
R
cat >read.pl <<'L'
use Net::LDAP::Util 'ldap_explode_dn';
while (my $name = <STDIN>) {
    chomp $name;
    my $first = ldap_explode_dn($name, casefold => 'lower')->[0];
    print "Perl\t$name\t", (map { "[$_: $first->{$_}]" } sort keys %$first), "\n";
}
L
readings() {
    slapd_database dc=lab | slapd_conf slapd core cosine inetorgperson
    while read -r name; do slapdn -f slapd.conf -P "$name"; done <"$work/names" >"$work/written"
    # as 389 Directory Server has it
    echo 'cn=Sales=EMEA,dc=lab' >>"$work/written"
    cp "$work"/read.* .
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$PWD/cache go build -o read_by_go read.go
    ocamlfind ocamlopt -package ldap -linkpkg read.ml -o read_by_ocaml 2>built
    local reader
    for reader in ./read_by_go ./read_by_ocaml 'escript read.escript' 'php read.php' 'ruby3.1 read.rb' 'perl read.pl'; do
        $reader <"$work/written" >>"$work/readings"
    done
}
own_system readings "${slapd_packages[@]}" golang-go=2:1.19 golang-github-go-ldap-ldap-dev=3.4.4- libldap-ocaml-dev=2.4.2- ocaml-findlib=1.9.6- \
    ocaml-nox=4.13.1- erlang-eldap=1:25.2.3+ php8.2-cli=8.2. php8.2-ldap=8.2. {ruby3.1,libruby3.1}=3.1. ruby-net-ldap=0.17.0- "${perl_ldap_packages[@]}"
seen=$(alike written readings)
expect "$seen" 'cn=Anna,dc=lab = [cn: Anna]: go-ldap, OCaml, eldap, PHP, Ruby, Perl
cn=Sales\3DEMEA,dc=lab = [cn: Sales=EMEA]: go-ldap, Ruby, Perl
cn=Sales\3DEMEA,dc=lab = refused: OCaml
cn=Sales\3DEMEA,dc=lab = [cn: Sales\3DEMEA]: eldap, PHP
cn=Archer\2C Anna,dc=lab = [cn: Archer, Anna]: go-ldap, Ruby, Perl
cn=Archer\2C Anna,dc=lab = refused: OCaml
cn=Archer\2C Anna,dc=lab = [cn: Archer\2C Anna]: eldap, PHP
cn=R\2BD,dc=lab = [cn: R+D]: go-ldap, Ruby, Perl
cn=R\2BD,dc=lab = refused: OCaml
cn=R\2BD,dc=lab = [cn: R\2BD]: eldap, PHP
cn=Ext. #1203,dc=lab = [cn: Ext. #1203]: go-ldap, PHP, Ruby, Perl
cn=Ext. #1203,dc=lab = refused: OCaml, eldap
cn=CORP\5Canna,dc=lab = [cn: CORP\anna]: go-ldap, Ruby, Perl
cn=CORP\5Canna,dc=lab = refused: OCaml
cn=CORP\5Canna,dc=lab = [cn: CORP\5Canna]: eldap, PHP
cn=Anna Müller,dc=lab = [cn: Anna Müller]: go-ldap, OCaml, eldap, Ruby, Perl
cn=Anna Müller,dc=lab = [cn: Anna M\C3\BCller]: PHP
cn=Guest\20,dc=lab = [cn: Guest ]: go-ldap, OCaml, Perl
cn=Guest\20,dc=lab = [cn: Guest\20]: eldap, PHP
cn=Guest\20,dc=lab = [cn: Guest]: Ruby
cn=Anna+uid=a1,dc=lab = [cn: Anna][uid: a1]: go-ldap, eldap, Perl
cn=Anna+uid=a1,dc=lab = refused: OCaml
cn=Anna+uid=a1,dc=lab = [cn: Anna+uid=a1]: PHP, Ruby
cn=Sales=EMEA,dc=lab = [Sales: EMEA]: go-ldap
cn=Sales=EMEA,dc=lab = refused: OCaml, eldap
cn=Sales=EMEA,dc=lab = [cn: Sales\3DEMEA]: PHP
cn=Sales=EMEA,dc=lab = [cn: Sales=EMEA]: Ruby, Perl'
