use Net::LDAP::Util 'ldap_explode_dn';
while (my $name = <STDIN>) {
    chomp $name;
    my $first = ldap_explode_dn($name, casefold => 'lower')->[0];
    print "Perl\t$name\t", (map { "[$_: $first->{$_}]" } sort keys %$first), "\n";
}
