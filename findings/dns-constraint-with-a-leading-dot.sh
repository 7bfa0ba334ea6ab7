#!/usr/bin/env bash
# A name constraint written ".lab.example": one Python wheel holds two verifiers, and they disagree about it.
#
# cryptography 45.0.7 (its own verifier in Rust, and the OpenSSL 3.5.2 it is built with) and pyOpenSSL 25.3.0, which asks
# that OpenSSL. Seen on 2026-11-28.
#
# One would guess that a permitted DNS subtree of ".lab.example", as CA administrators often write it, is either known
# to all or to none. RFC 5280 section 4.2.1.10 gives DNS constraints without a leading dot. OpenSSL takes the dot as
# "below lab.example"; the Rust verifier calls the whole chain malformed, also where the dotted subtree is an excluded
# one that the server's name has nothing to do with. Without the dot both accept the same chain. The same verifier
# refuses to be asked about a host name with an underscore at all. So "the chain verifies here" says little about a
# client with another verifier.
. "$(dirname "$0")/lab/lab.bash"
python_packages cryptography==45.0.7 pyOpenSSL==25.3.0
cat >ask.py <<'P'
from cryptography import x509
from tls_clients import ISSUING, ROOT, SERVER, authority, bare, dns, identifier, usage, verified_by_openssl, verified_by_rust

HOST, CA = "dc4.lab.example", (x509.BasicConstraints(True, None), usage("key_cert_sign", "crl_sign"))


def chain(permitted=None, excluded=None):
    subtrees = [[x509.DNSName(name)] if name else None for name in (permitted, excluded)]
    limits = [x509.NameConstraints(*subtrees)] if permitted or excluded else []
    root = bare("Lab Root", ROOT, "Lab Root", ROOT, *CA, identifier(ROOT), authority(ROOT))
    issuing = bare("Lab Issuing", ISSUING, "Lab Root", ROOT, *CA, identifier(ISSUING), authority(ROOT), *limits)
    leaf = bare(HOST, SERVER, "Lab Issuing", ISSUING, x509.BasicConstraints(False, None), identifier(SERVER), authority(ISSUING),
                dns(HOST), x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]))
    return root, issuing, leaf


def by_rust(root, issuing, leaf):
    refusal = verified_by_rust(HOST, leaf, [issuing], [root])
    return "accepts" if not refusal else "refuses, malformed" if "malformed DNS name constraint" in refusal else f"refuses, {refusal}"


ROWS = [("no constraint", {}), ("permitted lab.example", {"permitted": "lab.example"}),
        ("permitted .lab.example", {"permitted": ".lab.example"}),
        ("excluded .other.example", {"excluded": ".other.example"})]
for label, limits in ROWS:
    root, issuing, leaf = chain(**limits)
    openssl = "accepts" if verified_by_openssl(leaf, [issuing], [root]) else "refuses"
    print(f"{label}: OpenSSL {openssl}; Rust {by_rust(root, issuing, leaf)}")
root, issuing, leaf = chain()
print("host with an underscore:", verified_by_rust("dc_4.lab.example", leaf, [issuing], [root]) or "asked")
P
seen=$(venv/bin/python ask.py)
expect "$seen" 'no constraint: OpenSSL accepts; Rust accepts
permitted lab.example: OpenSSL accepts; Rust accepts
permitted .lab.example: OpenSSL accepts; Rust refuses, malformed
excluded .other.example: OpenSSL accepts; Rust refuses, malformed
host with an underscore: invalid domain name'
