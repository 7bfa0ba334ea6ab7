"""A chain of certificates, made for one question, and the clients that say whether they take it from a server."""
import datetime
import glob
import os
import socket
import ssl
import subprocess
import tempfile
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import verification

NOW = datetime.datetime.now(datetime.timezone.utc)
ROOT, ISSUING, SERVER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))


def named(name):
    return name if isinstance(name, x509.Name) else x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def dns(*names):
    return x509.SubjectAlternativeName([x509.DNSName(name) for name in names])


def usage(*bits):
    every = ("digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
             "encipher_only decipher_only").split()
    return x509.KeyUsage(**{bit: bit in bits for bit in every})


def identifier(key):
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def authority(key):
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def bare(name, key, issuer, by, *extensions, days=(-1, 30)):
    """A certificate with these extensions and no others; days: its begin and end, from now."""
    made = (x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW + datetime.timedelta(days[0]))
            .not_valid_after(NOW + datetime.timedelta(days[1])))
    for extension in extensions:
        made = made.add_extension(extension, isinstance(extension, (x509.BasicConstraints, x509.KeyUsage, x509.NameConstraints)))
    return made.sign(by, hashes.SHA256())


def certificate(name, key, issuer, by, *extensions, ca=True, days=30, identified=None):
    """One with the usual extensions of a CA or of a server, and further ones."""
    use = usage("key_cert_sign", "crl_sign") if ca else usage("digital_signature")
    return bare(name, key, issuer, by, use, x509.BasicConstraints(ca, None), identified or identifier(key), authority(by), *extensions,
                days=(-400, days))


def pem(*certificates):
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def write(path, *certificates):
    with open(path, "wb") as file:
        file.write(pem(*certificates))


def serve(chain, key):
    """The port of a server with these certificates, which hangs up after the handshake."""
    write("chain.pem", *chain)
    with open("key.pem", "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("chain.pem", "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                context.wrap_socket(listener.accept()[0], server_side=True).recv(1)
            except OSError:
                pass

    threading.Thread(target=answer, daemon=True).start()
    return listener.getsockname()[1]


def run(*command, **more):
    """52 is curl's word for a handshake that was good and a server that then says nothing."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, **more).returncode in (0, 52)


def unpacked():
    """The environment with the unpacked libraries."""
    return {**os.environ, "LD_LIBRARY_PATH": glob.glob(os.environ["work"] + "/usr/lib/*-linux-gnu")[0]}


def openssl(host, port):
    return run("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", host, "-CAfile", "store.pem", "-no-CApath",
               "-no-CAstore", "-verify_hostname", host, "-verify_return_error")


def python(host, port):
    try:
        context = ssl.create_default_context(cafile="store.pem")
        context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname=host).close()
        return True
    except ssl.SSLError:
        return False


def node(host, port):
    return run("node", "-e", f"""const socket = require('tls').connect({{ host: '127.0.0.1', port: {port}, servername: '{host}',
        ca: require('fs').readFileSync('store.pem') }}, () => socket.destroy())""")


def curl(host, port):
    """The unpacked one, with its own library."""
    return run("curl", "-s", "--noproxy", "*", "--cacert", "store.pem", "--resolve", f"{host}:{port}:127.0.0.1", f"https://{host}:{port}/",
               env=unpacked())


def gnutls(host, port):
    return run("gnutls-cli", "--x509cafile", "store.pem", "-p", str(port), "--sni-hostname", host, "--verify-hostname", host, "127.0.0.1")


def nss(host, port):
    """It wants a database of certificates, which may not take one of them: that is a no as well."""
    folder = tempfile.mkdtemp(dir=".")
    subprocess.run(["certutil", "-N", "-d", folder, "--empty-password"], check=True)
    for number, one in enumerate(stored()):
        if subprocess.run(["certutil", "-A", "-d", folder, "-n", str(number), "-t", "CT,,", "-a"], input=pem(one)).returncode:
            return False
    return run("tstclnt", "-h", "127.0.0.1", "-p", str(port), "-a", host, "-d", folder, "-Q")


def java(host, port):
    import jpype
    import jvm
    from java.net import Socket
    from javax.net.ssl import SSLException, SSLSocket
    connection = jvm.tls("store.pem").getSocketFactory().createSocket(Socket("127.0.0.1", port), host, port, True)
    connection = jpype.JObject(connection, SSLSocket)
    asked = connection.getSSLParameters()
    asked.setEndpointIdentificationAlgorithm("LDAPS")
    connection.setSSLParameters(asked)
    try:
        connection.startHandshake()
        return True
    except SSLException:
        return False
    finally:
        connection.close()


def stored():
    return x509.load_pem_x509_certificates(open("store.pem", "rb").read())


def rust(host, _):
    """It has no connection of its own: it is given what the server sends."""
    server, *others = x509.load_pem_x509_certificates(open("chain.pem", "rb").read())
    return verified_by_rust(host, server, others, stored()) is None


def verified_by_rust(host, server, others, trusted):
    """What it says against the chain, or nothing."""
    try:
        verifier = verification.PolicyBuilder().store(verification.Store(trusted)).build_server_verifier(x509.DNSName(host))
        verifier.verify(server, others)
    except (verification.VerificationError, ValueError) as refusal:
        return str(refusal)


def verified_by_openssl(server, others, trusted):
    """The OpenSSL that cryptography is built with, asked through pyOpenSSL."""
    from OpenSSL import crypto
    made = crypto.X509.from_cryptography
    store = crypto.X509Store()
    for one in trusted:
        store.add_cert(made(one))
    try:
        crypto.X509StoreContext(store, made(server), [made(one) for one in others]).verify_certificate()
        return True
    except crypto.X509StoreContextError:
        return False


CLIENTS = {"OpenSSL": openssl, "Python": python, "node": node, "curl": curl, "GnuTLS": gnutls, "NSS": nss, "Java": java, "Rust": rust}


def accepted(host, chain, trusted, clients=CLIENTS, key=SERVER):
    """What each client says to a server that sends the chain."""
    write("store.pem", *trusted)
    port = serve(chain, key)
    return ", ".join(f"{name} {'yes' if CLIENTS[name](host, port) else 'no'}" for name in clients)
