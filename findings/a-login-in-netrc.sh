#!/usr/bin/env bash
# a-login-in-netrc.sh : logins for a service of a voice system, kept in ~/.netrc in twelve ways, and read by six programs.
#
# curl 7.88.1, wget 1.21.3 and ruby-netrc 0.11.0 of Debian 12; netrc of Python 3.11; npm netrc 0.1.4 and netrc-parser 3.1.6.
# Seen on 2026-11-30.
#
# Scripts for services of voice systems (AXL, SOAP) leave their logins to .netrc, which each of them reads. One would guess that the old
# format is read alike, and that the first entry of a host counts. What happens: of two entries curl, wget and netrc-parser take the
# first, and Python and npm's netrc the second, so that they are two users of one service. A # in a password ends it for those of npm
# and Ruby; at its begin also for curl, which logs in without a password. A domain before the name, CORP\axl, loses its backslash at wget
# and Python, is well at curl, and only the doubled one in quotation marks is well at all three. `default` before the others
# wins at curl; behind them wget and those of npm do not know it. An entry that was commented out is read by netrc-parser, and ends
# Python's reading; a host in capitals is another host to four. Else nobody says anything: the service says "wrong password", or locks the user.
. "$(dirname "$0")/lab/lab.bash"
debs curl=7.88.1- libcurl4=7.88.1- wget=1.21.3- ruby-netrc=0.11.0- {ruby3.1,libruby3.1}=3.1.
needs curl wget
unpacked needs ruby3.1
node_packages netrc@0.1.4 netrc-parser@3.1.6
export HOME=$work
cat >files <<'T'
machine cucm1.lab.example login axl password se#cret
machine cucm1.lab.example login axl password #secret
machine cucm1.lab.example login axl password "se cret"
machine cucm1.lab.example login CORP\axl password secret
machine cucm1.lab.example login CORP\\axl password secret
machine cucm1.lab.example login "CORP\\axl" password secret
machine cucm1.lab.example login axl password one|machine cucm1.lab.example login bert password two
default login bert password two|machine cucm1.lab.example login axl password one
machine cucm2.lab.example login axl password one|default login bert password two
#machine cucm1.lab.example login bert password two|machine cucm1.lab.example login axl password one
machine cucm1.lab.example|# machine of the lab|login axl password one
machine CUCM1.lab.example login axl password one
T
# The service, for programs that make the request themselves: as their proxy, it is whatever host they ask for.
cat >service.py <<'P'
import base64
import http.server


class Service(http.server.BaseHTTPRequestHandler):
    # With HTTP/1.0 wget loses its second request now and then to the end of the connection.
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        login = self.headers.get("Authorization")
        self.send_response(200 if login else 401)
        if not login:
            self.send_header("WWW-Authenticate", 'Basic realm="lab"')
        said = base64.b64decode(login.split()[1]) if login else b""
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 18443), Service).serve_forever()
P
serve service python3 service.py
listening 18443
cat >read.cjs <<'J'
const [name, path] = process.argv.slice(2), library = require(name)
const read = () => { const file = new library.Netrc(path); file.loadSync(); return file.machines }
const found = (name === 'netrc' ? library(path) : read())['cucm1.lab.example']
if (found) console.log(`${found.login ?? ''}:${found.password ?? ''}`)
J
by_curl() { unpacked_curl --netrc --proxy http://127.0.0.1:18443 http://cucm1.lab.example/ || true; }
by_wget() { wget -q -O - -e http_proxy=http://127.0.0.1:18443 http://cucm1.lab.example/ || true; }
by_python() {
    python3 -c 'import netrc
found = netrc.netrc(".netrc").authenticators("cucm1.lab.example")
print(f"{found[0]}:{found[2]}" if found else "")'
}
by_ruby() {
    RUBYLIB=$(echo usr/lib/ruby/vendor_ruby usr/lib/ruby/3.1.0 usr/lib/*-linux-gnu/ruby/3.1.0 usr/share/rubygems-integration/all/gems/*/lib | tr ' ' :) \
        unpacked ruby3.1 --disable-gems -e 'require "netrc"
found = Netrc.read(".netrc")["cucm1.lab.example"]
puts "#{found[0]}:#{found[1]}" if found'
}
by_npm() { node read.cjs "$1" .netrc; }
readings() {
    local file
    while IFS= read -r file; do
        tr '|' '\n' <<<"$file" >.netrc
        chmod 600 .netrc
        for reader in curl wget python ruby 'npm netrc' 'npm netrc-parser'; do
            # shellcheck disable=SC2086 # npm has its argument
            said=$(by_$reader 2>>read.log) || said=error
            printf '%s\t%s\t%s\n' "$reader" "$file" "${said:-none}"
        done
    done <files
}
readings >readings
seen=$(alike files readings)
expect "$seen" 'machine cucm1.lab.example login axl password se#cret = axl:se#cret: curl, wget, python
machine cucm1.lab.example login axl password se#cret = axl:se: ruby, npm netrc, npm netrc-parser
machine cucm1.lab.example login axl password #secret = axl:: curl, npm netrc, npm netrc-parser
machine cucm1.lab.example login axl password #secret = none: wget
machine cucm1.lab.example login axl password #secret = axl:#secret: python
machine cucm1.lab.example login axl password #secret = error: ruby
machine cucm1.lab.example login axl password "se cret" = axl:se cret: curl, wget, python
machine cucm1.lab.example login axl password "se cret" = axl:"se: ruby, npm netrc, npm netrc-parser
machine cucm1.lab.example login CORP\axl password secret = CORP\axl:secret: curl, ruby, npm netrc, npm netrc-parser
machine cucm1.lab.example login CORP\axl password secret = CORPaxl:secret: wget, python
machine cucm1.lab.example login CORP\\axl password secret = CORP\\axl:secret: curl, ruby, npm netrc, npm netrc-parser
machine cucm1.lab.example login CORP\\axl password secret = CORP\axl:secret: wget, python
machine cucm1.lab.example login "CORP\\axl" password secret = CORP\axl:secret: curl, wget, python
machine cucm1.lab.example login "CORP\\axl" password secret = "CORP\\axl":secret: ruby, npm netrc, npm netrc-parser
machine cucm1.lab.example login axl password one|machine cucm1.lab.example login bert password two = axl:one: curl, wget, ruby, npm netrc-parser
machine cucm1.lab.example login axl password one|machine cucm1.lab.example login bert password two = bert:two: python, npm netrc
default login bert password two|machine cucm1.lab.example login axl password one = bert:two: curl
default login bert password two|machine cucm1.lab.example login axl password one = axl:one: wget, python, ruby, npm netrc-parser
default login bert password two|machine cucm1.lab.example login axl password one = error: npm netrc
machine cucm2.lab.example login axl password one|default login bert password two = bert:two: curl, python, ruby
machine cucm2.lab.example login axl password one|default login bert password two = none: wget, npm netrc, npm netrc-parser
#machine cucm1.lab.example login bert password two|machine cucm1.lab.example login axl password one = axl:one: curl, wget, ruby, npm netrc
#machine cucm1.lab.example login bert password two|machine cucm1.lab.example login axl password one = error: python
#machine cucm1.lab.example login bert password two|machine cucm1.lab.example login axl password one = bert:two: npm netrc-parser
machine cucm1.lab.example|# machine of the lab|login axl password one = axl:one: curl, wget, python, ruby, npm netrc
machine cucm1.lab.example|# machine of the lab|login axl password one = :: npm netrc-parser
machine CUCM1.lab.example login axl password one = axl:one: curl, wget
machine CUCM1.lab.example login axl password one = none: python, ruby, npm netrc, npm netrc-parser'
