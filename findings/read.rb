require 'net/ldap'
require 'net/ldap/dn'
STDIN.each_line(chomp: true) do |name|
  type, value = Net::LDAP::DN.new(name).to_a
  puts "Ruby\t#{name}\t[#{type}: #{value}]"
end
