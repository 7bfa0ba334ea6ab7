"""Certificates made by openssl(1), for what cryptography does not make; and a server that sends what OpenSSL itself finds too weak."""
import ssl
import subprocess
import types

import tls_clients
from cryptography import x509
from cryptography.hazmat.primitives import serialization

CA = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign")


def of_server(host):
    return ("basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", f"subjectAltName=DNS:{host}")


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


def made(name, key, issuer, extensions, *options):
    """A certificate with its parts in NAME.key and NAME.pem, by the issuer of that name (itself, where it is the same)."""
    with open(name + ".key", "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    with open("extensions", "w") as file:
        file.write("\n".join(("subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid", *extensions)))
    run("openssl", "req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-out", "request")
    signer = ("-signkey", name + ".key") if issuer == name else ("-CA", issuer + ".pem", "-CAkey", issuer + ".key")
    run("openssl", "x509", "-req", "-in", "request", *signer, "-days", "30", "-extfile", "extensions", "-out", name + ".pem", *options)
    with open(name + ".pem", "rb") as file:
        return x509.load_pem_x509_certificate(file.read())


class Careless(ssl.SSLContext):
    def load_cert_chain(self, *files):
        self.set_ciphers("DEFAULT:@SECLEVEL=0")
        super().load_cert_chain(*files)


def send_whatever_it_is():
    """From here on the servers of tls_clients leave it to the clients to judge."""
    tls_clients.ssl = types.SimpleNamespace(**vars(ssl))
    tls_clients.ssl.SSLContext = Careless
