#!/usr/bin/env bash
# a-name-in-the-environment.sh : settings for a directory in a file `.env`, as they are typed, read by six libraries and a shell.
#
# PyPI python-dotenv 1.2.4; npm dotenv 18.0.10; node 20 (--env-file); Ruby's dotenv 2.4.0, Symfony's Dotenv 5.4 (PHP 8.2) and bash 5.2
# (Debian 12); Rust crate dotenvy 0.15.7. Seen on 2026-11-30.
#
# Programs in containers have base, account and filter in a file of the form NAME=value, which all of these took over from one another.
# One would guess that a bare distinguished name, or one in double quotes, is the same to all of them but the shell. What happens:
# bare, a name with a blank is an error to Symfony and dotenvy, as it is to bash. In double quotes dotenvy refuses the escaped
# comma, and Ruby takes the backslash off, which makes another name. A hash sign inside of a word ends the value for npm's, node and
# Ruby. A dollar sign in a name is a variable to four, in double quotes too, and not to three. `LAB\nina` has a line break to
# dotenvy, and in double quotes to all but bash. Single quotes are right for all seven, for whoever has no apostrophe.
. "$(dirname "$0")/lab/lab.bash"
debs ruby-dotenv=2.4.0- {libruby3.1,ruby3.1}=3.1. php-symfony-{dotenv=5.4.,deprecation-contracts} php8.2-cli=8.2. php8.2-common libonig5
needs php8.2
python_packages python-dotenv==1.2.4
node_packages dotenv@18.0.10
cat >values <<'T'
OU=Staff,DC=lab
CN=Anna Archer,OU=Staff
CN=Archer\, Anna,OU=Staff
"CN=Archer\, Anna,OU=Staff"
'CN=Archer\, Anna,OU=Staff'
(&(objectClass=user)(!(cn=x)))
OU=Floor#4,DC=lab
CN=Anna O'Hara,OU=Staff
CN=svc$ldap,OU=Staff
"CN=svc$ldap,OU=Staff"
LAB\nina
"LAB\nina"
T
number=0
while read -r value; do
    number=$((number + 1))
    printf 'LAB_SET=%s\n' "$value" >$number.env
done <values
cat >read.py <<'P'
import sys

from dotenv import dotenv_values

for name in sys.argv[1:]:
    print("python-dotenv", name, dotenv_values(name)["LAB_SET"].replace("\n", "<newline>"), sep="\t")
P
cat >read.cjs <<'J'
for (const name of process.argv.slice(2)) {
  console.log(`npm dotenv\t${name}\t${require('dotenv').parse(require('fs').readFileSync(name)).LAB_SET.replace('\n', '<newline>')}`)
}
J
cat >read.rb <<'R'
require 'dotenv'
ARGV.each { |name| puts "Ruby\t#{name}\t#{Dotenv::Parser.call(File.read(name))['LAB_SET'].gsub("\n", '<newline>')}" }
R
cat >read.php <<'P'
<?php
require 'usr/share/php/Symfony/Component/Dotenv/autoload.php';
foreach (array_slice($argv, 1) as $name) {
    try {
        $said = (new Symfony\Component\Dotenv\Dotenv())->parse(file_get_contents($name))['LAB_SET'];
    } catch (Symfony\Component\Dotenv\Exception\FormatException) {
        $said = 'error';
    }
    echo "Symfony\t$name\t", str_replace("\n", '<newline>', $said), "\n";
}
P
mkdir src
cat >Cargo.toml <<'T'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"
[dependencies]
dotenvy = "=0.15.7"
T
cat >src/main.rs <<'R'
fn main() {
    for name in std::env::args().skip(1) {
        let first = dotenvy::from_path_iter(&name).unwrap().next().unwrap();
        let said = first.map_or("error".into(), |(_, value)| value.replace('\n', "<newline>"));
        println!("dotenvy\t{name}\t{said}");
    }
}
R
mapfile -t files < <(seq -f %g.env $number)
{
    venv/bin/python read.py "${files[@]}"
    node read.cjs "${files[@]}"
    for file in "${files[@]}"; do
        printf 'node\t%s\t%s\n' "$file" "$(node --env-file="$file" -p 'process.env.LAB_SET.replace("\n", "<newline>")')"
        printf 'bash\t%s\t%s\n' "$file" "$(bash -c '. "$0" && echo "$LAB_SET"' "./$file" 2>/dev/null || echo error)"
    done
    RUBYLIB=$(printf %s: "$work"/usr/share/rubygems-integration/all/gems/dotenv-*/lib "$work"/usr/lib/ruby/3.1.0 "$work"/usr/lib/*-linux-gnu/ruby/3.1.0) \
        unpacked ruby3.1 --disable-gems read.rb "${files[@]}"
    unpacked php8.2 -n -d extension_dir="$(echo "$work"/usr/lib/php/20*)" -d extension=ctype read.php "${files[@]}"
    cargo run --quiet -- "${files[@]}"
} >named
awk -F'\t' -v OFS='\t' 'NR == FNR { asked[NR ".env"] = $0; next } { $2 = asked[$2] } 1' values named >readings
seen=$(alike values readings)
expect "$seen" 'OU=Staff,DC=lab = OU=Staff,DC=lab: python-dotenv, npm dotenv, node, bash, Ruby, Symfony, dotenvy
CN=Anna Archer,OU=Staff = CN=Anna Archer,OU=Staff: python-dotenv, npm dotenv, node, Ruby
CN=Anna Archer,OU=Staff = error: bash, Symfony, dotenvy
CN=Archer\, Anna,OU=Staff = CN=Archer\, Anna,OU=Staff: python-dotenv, npm dotenv, node, Ruby
CN=Archer\, Anna,OU=Staff = error: bash, Symfony, dotenvy
"CN=Archer\, Anna,OU=Staff" = CN=Archer\, Anna,OU=Staff: python-dotenv, npm dotenv, node, bash, Symfony
"CN=Archer\, Anna,OU=Staff" = CN=Archer, Anna,OU=Staff: Ruby
"CN=Archer\, Anna,OU=Staff" = error: dotenvy
'\''CN=Archer\, Anna,OU=Staff'\'' = CN=Archer\, Anna,OU=Staff: python-dotenv, npm dotenv, node, bash, Ruby, Symfony, dotenvy
(&(objectClass=user)(!(cn=x))) = (&(objectClass=user)(!(cn=x))): python-dotenv, npm dotenv, node, Ruby, Symfony, dotenvy
(&(objectClass=user)(!(cn=x))) = error: bash
OU=Floor#4,DC=lab = OU=Floor#4,DC=lab: python-dotenv, bash, Symfony, dotenvy
OU=Floor#4,DC=lab = OU=Floor: npm dotenv, node, Ruby
CN=Anna O'\''Hara,OU=Staff = CN=Anna O'\''Hara,OU=Staff: python-dotenv, npm dotenv, node, Ruby
CN=Anna O'\''Hara,OU=Staff = error: bash, Symfony, dotenvy
CN=svc$ldap,OU=Staff = CN=svc$ldap,OU=Staff: python-dotenv, npm dotenv, node
CN=svc$ldap,OU=Staff = CN=svc,OU=Staff: bash, Ruby, Symfony, dotenvy
"CN=svc$ldap,OU=Staff" = CN=svc$ldap,OU=Staff: python-dotenv, npm dotenv, node
"CN=svc$ldap,OU=Staff" = CN=svc,OU=Staff: bash, Ruby, Symfony, dotenvy
LAB\nina = LAB\nina: python-dotenv, npm dotenv, node, Ruby, Symfony
LAB\nina = LABnina: bash
LAB\nina = LAB<newline>ina: dotenvy
"LAB\nina" = LAB<newline>ina: python-dotenv, npm dotenv, node, Ruby, Symfony, dotenvy
"LAB\nina" = LAB\nina: bash'
