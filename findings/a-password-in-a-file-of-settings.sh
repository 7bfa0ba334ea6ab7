#!/usr/bin/env bash
# a-password-in-a-file-of-settings.sh : what a program logs in with at a directory, written into its .env, by eight readers.
#
# npm dotenv 18.0.10; node 20 (--env-file); PyPI python-dotenv 1.2.4 and django-environ 0.14.0; dotenv 2.4.0 of Ruby 3.1, phpdotenv 5.4.1
# and Symfony's dotenv 5.4 of PHP 8.2 (Debian 12); bash. Seen on 2026-11-30.
#
# Name and password for a directory usually stand in such a file, and passwords have all signs. One would guess that a line KEY=VALUE
# without blanks is the value, as it is to a shell, that quotes make it safe, and that readers in one language are alike. What
# happens: pa#ss without quotes is "pa" to four, so that a wrong password is sent until the account is locked; pa$ss is "pa" to three,
# in double quotes as well. In double quotes LAB\nina is LAB, a line break and ina to six, whom no directory has, and a quote behind a
# backslash three different passwords. Single quotes keep all of this, but have no way for an apostrophe that is one to all: node's own
# reader makes "it\" of it\'s, where npm's keeps all of it and python's is right. django-environ alone takes a note behind the value
# for a part of it. So there is no form for a password with an apostrophe and a dollar sign.
. "$(dirname "$0")/lab/lab.bash"
debs {php8.2-cli,php8.2-common,php8.2-mbstring}=8.2. libsodium23=1.0.18- libargon2-1=0~20171227- libonig5=6.9.8- ruby-dotenv=2.4.0- \
    php-{symfony-dotenv=5.4.53+,vlucas-phpdotenv=5.4.1-,graham-campbell-result-type=1.0.,phpoption=1.8.} {ruby3.1,libruby3.1}=3.1.
needs php8.2
unpacked needs ruby3.1
python_packages python-dotenv==1.2.4 django-environ==0.14.0
node_packages dotenv@18.0.10
cat >lines <<'T'
V=pa#ss
V="pa#ss"
V='pa#ss'
V=pass # of 2026
V=pa$ss
V="pa$ss"
V='pa$ss'
V=LAB\nina
V="LAB\nina"
V='LAB\nina'
V="it's"
V='it\'s'
V="pa\"ss"
V='pa"ss'
V=cn=reader,dc=lab,dc=example
T
cat >read.py <<'P'
import os

import dotenv
import environ

for line in open("lines").read().splitlines():
    with open(".env", "w") as file:
        file.write(line + "\n")
    os.environ.pop("V", None)
    environ.Env.read_env(".env")
    for name, value in (("python", dotenv.dotenv_values(".env")["V"]), ("django", os.environ["V"])):
        print(name, line, value.replace("\n", "[line break]"), sep="\t")
P
cat >read.cjs <<'J'
const fs = require('fs'), { execFileSync } = require('child_process')
for (const line of fs.readFileSync('lines', 'utf8').trimEnd().split('\n')) {
  fs.writeFileSync('.env', line + '\n')
  const values = {
    npm: require('dotenv').parse(fs.readFileSync('.env')).V,
    node: execFileSync('node', ['--env-file=.env', '-e', 'process.stdout.write(process.env.V)']).toString()
  }
  for (const [name, value] of Object.entries(values)) console.log([name, line, value.replaceAll('\n', '[line break]')].join('\t'))
}
J
cat >read.php <<'H'
<?php
spl_autoload_register(function ($class) { require 'usr/share/php/' . strtr($class, '\\', '/') . '.php'; });
$readers = [
    'phpdotenv' => fn ($text) => Dotenv\Dotenv::parse($text)['V'],
    'Symfony' => fn ($text) => (new Symfony\Component\Dotenv\Dotenv())->parse($text)['V'],
];
foreach (file('lines', FILE_IGNORE_NEW_LINES) as $line) {
    foreach ($readers as $name => $reader) {
        try {
            $value = $reader("$line\n");
        } catch (Exception) {
            $value = 'refused';
        }
        echo "$name\t$line\t", strtr($value, ["\n" => '[line break]']), "\n";
    }
}
H
cat >read.rb <<'R'
require 'dotenv'
File.readlines('lines', chomp: true).each { |line| puts "Ruby\t#{line}\t#{Dotenv::Parser.call(line + "\n")['V'].gsub("\n", '[line break]')}" }
R
ruby() {
    RUBYLIB=$(echo usr/lib/ruby/vendor_ruby usr/lib/ruby/3.1.0 usr/lib/*-linux-gnu/ruby/3.1.0 usr/share/rubygems-integration/all/gems/*/lib | tr ' ' :) \
        unpacked ruby3.1 --disable-gems "$@"
}
by_bash() {
    local line value
    while IFS= read -r line; do
        printf '%s\n' "$line" >.env
        # shellcheck disable=SC1091,SC2153
        value=$(bash -c '. ./.env && printf %s "$V"' 2>/dev/null) || value=refused
        printf 'bash\t%s\t%s\n' "$line" "$value"
    done <lines
}
{
    node read.cjs
    venv/bin/python read.py
    ruby read.rb
    unpacked php8.2 -n -d "extension_dir=$(echo usr/lib/php/2*)" -d extension=mbstring -d extension=ctype read.php
    by_bash
} >readings
seen=$(alike lines readings)
expect "$seen" 'V=pa#ss = pa: npm, node, Ruby, phpdotenv
V=pa#ss = pa#ss: python, django, Symfony, bash
V="pa#ss" = pa#ss: npm, node, python, django, Ruby, phpdotenv, Symfony, bash
V='\''pa#ss'\'' = pa#ss: npm, node, python, django, Ruby, phpdotenv, Symfony, bash
V=pass # of 2026 = pass: npm, node, python, Ruby, phpdotenv, Symfony, bash
V=pass # of 2026 = pass # of 2026: django
V=pa$ss = pa$ss: npm, node, python, django, phpdotenv
V=pa$ss = pa: Ruby, Symfony, bash
V="pa$ss" = pa$ss: npm, node, python, django, phpdotenv
V="pa$ss" = pa: Ruby, Symfony, bash
V='\''pa$ss'\'' = pa$ss: npm, node, python, django, Ruby, phpdotenv, Symfony, bash
V=LAB\nina = LAB\nina: npm, node, python, django, Ruby, phpdotenv, Symfony
V=LAB\nina = LABnina: bash
V="LAB\nina" = LAB[line break]ina: npm, node, python, Ruby, phpdotenv, Symfony
V="LAB\nina" = LAB\nina: django, bash
V='\''LAB\nina'\'' = LAB\nina: npm, node, python, django, Ruby, phpdotenv, Symfony, bash
V="it'\''s" = it'\''s: npm, node, python, django, Ruby, phpdotenv, Symfony, bash
V='\''it\'\''s'\'' = it\'\''s: npm, django, Ruby
V='\''it\'\''s'\'' = it\: node
V='\''it\'\''s'\'' = it'\''s: python
V='\''it\'\''s'\'' = refused: phpdotenv, Symfony, bash
V="pa\"ss" = pa\"ss: npm
V="pa\"ss" = pa\: node
V="pa\"ss" = pa"ss: python, django, Ruby, phpdotenv, Symfony, bash
V='\''pa"ss'\'' = pa"ss: npm, node, python, django, Ruby, phpdotenv, Symfony, bash
V=cn=reader,dc=lab,dc=example = cn=reader,dc=lab,dc=example: npm, node, python, django, Ruby, phpdotenv, Symfony, bash'
