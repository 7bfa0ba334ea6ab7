#!/usr/bin/env bash
# a-chain-nobody-configured.sh : a server with its certificate alone, and a file of the CAs whose clients it knows, by eight servers.
#
# OpenSSL 3.0 (s_server), stunnel 5.68, lighttpd 1.4.69, nginx 1.22.1, HAProxy 2.6.12 and OpenLDAP slapd 2.5.13 (on GnuTLS) of
# Debian 12; Python 3.11 (ssl), node 20. Seen on 2026-11-30.
#
# Which certificates a server sends stands in its certificate's file; another file says whom it believes when clients show theirs.
# One would guess that the second has no say in the first, or one for all that are on OpenSSL. What happens: s_server, Python,
# node, stunnel and slapd look there for the issuing CA and send it, and the root as well if it is there; nginx and HAProxy, on
# the same OpenSSL, send the certificate alone. lighttpd sends no root, and where the file holds the root only, it starts, and
# then refuses every connection. So a chain may be there by chance, until somebody tidies the list of client CAs, or puts a
# balancer in front.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/slapd.bash"
. "$lab/haproxy.bash"
. "$lab/tls.bash"
debs "${slapd_packages[@]}" {nginx,libnginx-mod-stream}=1.22.1- haproxy=2.6.12- stunnel4=3:5.68- {lighttpd,lighttpd-mod-openssl}=1.4.69-
needs slapd nginx haproxy stunnel4 lighttpd
mkdir pages
self_signed root 'Lab root' -addext keyUsage=critical,keyCertSign
cp root.pem ca.pem && cp root.key ca.key
issued issuing 'Lab issuing CA' basicConstraints=critical,CA:true keyUsage=critical,keyCertSign
cp issuing.pem ca.pem && cp issuing.key ca.key
issued server localhost subjectAltName=DNS:localhost keyUsage=critical,digitalSignature
cat issuing.pem root.pem >both.pem
cat server.pem server.key >with-key.pem
cat >python.py <<'P'
import socket
import ssl
import sys

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
context.load_verify_locations(sys.argv[2])
context.verify_mode = ssl.CERT_OPTIONAL
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    try:
        context.wrap_socket(listener.accept()[0], server_side=True).recv(1)
    except OSError:
        pass
P
cat >node.cjs <<'J'
const read = require('fs').readFileSync
require('tls').createServer({ cert: read('server.pem'), key: read('server.key'), ca: read(process.argv[3]), requestCert: true,
  rejectUnauthorized: false }, socket => socket.on('error', () => {})).on('tlsClientError', () => {}).listen(+process.argv[2], '127.0.0.1')
J
start() { # start SERVER PORT FILE
    case $1 in
    s_server)
        serve "$1" openssl s_server -quiet -accept "127.0.0.1:$2" -cert server.pem -key server.key -CAfile "$3" -no-CApath \
            -no-CAstore -verify 5
        ;;
    Python) serve "$1" python3 python.py "$2" "$3" ;;
    node) serve "$1" node node.cjs "$2" "$3" ;;
    stunnel)
        printf '%s\n' foreground=yes pid= '[lab]' "accept=127.0.0.1:$2" connect=127.0.0.1:1 "cert=$work/server.pem" \
            "key=$work/server.key" "CAfile=$work/$3" >stunnel.conf
        serve "$1" stunnel4 stunnel.conf
        ;;
    lighttpd)
        printf '%s\n' "server.document-root = \"$work/pages\"" 'server.bind = "127.0.0.1"' "server.port = $2" 'server.modules = ("mod_openssl")' \
            'ssl.engine = "enable"' "ssl.pemfile = \"$work/with-key.pem\"" "ssl.verifyclient.ca-file = \"$work/$3\"" \
            'ssl.verifyclient.activate = "enable"' 'ssl.verifyclient.enforce = "disable"' >lighttpd.conf
        serve "$1" lighttpd -D -f lighttpd.conf -m "$work/usr/lib/lighttpd"
        ;;
    nginx)
        cat >nginx.conf <<C
load_module $work/usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; master_process off; pid $work/nginx.pid; error_log $work/nginx.log;
events {}
stream {
    server { listen 127.0.0.1:$2 ssl; proxy_pass 127.0.0.1:1; ssl_certificate $work/server.pem; ssl_certificate_key $work/server.key;
        ssl_client_certificate $work/$3; ssl_verify_client optional; }
}
C
        serve "$1" nginx -c "$work/nginx.conf" -e "$work/nginx.log"
        ;;
    HAProxy)
        printf 'listen lab\n  bind 127.0.0.1:%d ssl crt %s ca-file %s verify optional\n' "$2" "$work/with-key.pem" "$work/$3" | haproxy_conf 3s 3s
        serve "$1" haproxy -db -f haproxy.cfg
        ;;
    slapd)
        { echo "TLSCACertificateFile $work/$3"; slapd_tls server dc=lab,dc=example; } | slapd_conf slapd core
        serve "$1" slapd -d 0 -f slapd.conf -h "ldaps://127.0.0.1:$2"
        ;;
    esac
    listening "$2"
}
sent() {
    openssl s_client -connect "127.0.0.1:$1" -showcerts </dev/null 2>/dev/null | sed -n 's/^ *[0-9] s:CN = //p' | paste -sd, | sed 's/,/, /g'
}
port=27310
for server in s_server Python node stunnel lighttpd nginx HAProxy slapd; do
    for file in both issuing root; do
        start $server $port $file.pem
        names=$(sent $port || true)
        echo "$server, $file: ${names:-no connection}"
        end_last
        : $((port++))
    done
done >seen
expect "$(cat seen)" 's_server, both: localhost, Lab issuing CA, Lab root
s_server, issuing: localhost, Lab issuing CA
s_server, root: localhost
Python, both: localhost, Lab issuing CA, Lab root
Python, issuing: localhost, Lab issuing CA
Python, root: localhost
node, both: localhost, Lab issuing CA, Lab root
node, issuing: localhost, Lab issuing CA
node, root: localhost
stunnel, both: localhost, Lab issuing CA, Lab root
stunnel, issuing: localhost, Lab issuing CA
stunnel, root: localhost
lighttpd, both: localhost, Lab issuing CA
lighttpd, issuing: localhost, Lab issuing CA
lighttpd, root: no connection
nginx, both: localhost
nginx, issuing: localhost
nginx, root: localhost
HAProxy, both: localhost
HAProxy, issuing: localhost
HAProxy, root: localhost
slapd, both: localhost, Lab issuing CA, Lab root
slapd, issuing: localhost, Lab issuing CA
slapd, root: localhost'
