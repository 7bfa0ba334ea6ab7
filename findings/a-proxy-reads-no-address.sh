#!/usr/bin/env bash
# a-proxy-reads-no-address.sh : a balancer that checks the certificate of a directory server it knows by address.
#
# nginx 1.22.1 (stream) and HAProxy 2.6.12 (Debian 12); the same certificates asked of Python's ssl (OpenSSL 3). Seen on
# 2026-11-29.
#
# A balancer re-encrypts to `10.0.0.4:636` and verifies. One would guess that a certificate with that address among its
# subject alternative names (iPAddress, RFC 5280 section 4.2.1.6) is right for it, as it is for clients. What happens: nginx
# (`proxy_ssl_verify`, whose name is the host of proxy_pass) and HAProxy (`verifyhost`) compare with DNS names only, so the
# right certificate makes them close each connection. Given a DNS name of the certificate (`proxy_ssl_name`, `verifyhost`)
# both work.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/tls.bash"
. "$lab/haproxy.bash"
debs haproxy=2.6.12- nginx=1.22.1- libnginx-mod-stream=1.22.1-
needs nginx haproxy
for name in IP:127.0.0.1 DNS:ldap.lab.example; do self_signed $name 'Lab directory' -addext "subjectAltName=$name"; done
cat >nginx.conf <<C
load_module $work/usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; master_process off; pid $work/nginx.pid; error_log $work/nginx.log;
events {}
stream {
    proxy_ssl on; proxy_ssl_verify on;
C
port=23950
while read -r name asked own; do
    printf 'listen at-%d\n  bind 127.0.0.1:%d\n  server one 127.0.0.1:%d ssl verify required ca-file %s verifyhost %s\n' \
        $port $((port + 2)) $port "$work/$name.pem" "$asked" >>sections
    printf 'server { listen 127.0.0.1:%d; proxy_pass 127.0.0.1:%d; proxy_ssl_trusted_certificate %s; %s }\n' \
        $((port + 1)) $port "$work/$name.pem" "$own" >>nginx.conf
    echo "$port $name $asked" >>servers
    port=$((port + 3))
done <<'S'
IP:127.0.0.1 127.0.0.1
DNS:ldap.lab.example ldap.lab.example proxy_ssl_name ldap.lab.example;
S
echo '}' >>nginx.conf
cat >serve.py <<'P'
import socket
import ssl
import sys
import threading


def serve(port, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{name}.pem", f"{name}.key")
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        connection, _ = listener.accept()
        connection.settimeout(5)
        try:
            with context.wrap_socket(connection, server_side=True) as tls:
                tls.sendall(b"directory")
        except OSError:
            connection.close()


for line in open("servers"):
    port, name, _ = line.split()
    threading.Thread(target=serve, args=(int(port), name)).start()
P
serve directory python3 serve.py
listening 23950 23953
serve nginx nginx -c "$work/nginx.conf"
listening 23951 23954
haproxy_conf 10s 10s <sections
haproxy_start 23952 23955
cat >ask.py <<'P'
import socket
import ssl

for line in open("servers"):
    port, name, asked = line.split()
    said = []
    try:
        context = ssl.create_default_context(cafile=f"{name}.pem")
        with context.wrap_socket(socket.create_connection(("127.0.0.1", int(port)), 5), server_hostname=asked):
            said.append("client accepts")
    except ssl.SSLCertVerificationError:
        said.append("client refuses")
    for offset, proxy in ((1, "nginx"), (2, "HAProxy")):
        with socket.create_connection(("127.0.0.1", int(port) + offset), 5) as plain:
            plain.settimeout(8)
            try:
                received = plain.recv(20)
            except ConnectionResetError:
                received = b""
        said.append(f"{proxy} {'passes on' if received == b'directory' else 'closes'}")
    print(f"{name} for {asked}: {', '.join(said)}")
P
seen=$(python3 ask.py)
expect "$seen" 'IP:127.0.0.1 for 127.0.0.1: client accepts, nginx closes, HAProxy closes
DNS:ldap.lab.example for ldap.lab.example: client accepts, nginx passes on, HAProxy passes on'
