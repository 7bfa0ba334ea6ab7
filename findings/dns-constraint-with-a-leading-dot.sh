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
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check cryptography==45.0.7 pyOpenSSL==25.3.0
cat >"$work/ask.py" <<'PY'
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store
from OpenSSL import crypto

NOW, DAY = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
NO_USE = dict.fromkeys(
    "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
    "encipher_only decipher_only".split(), False)


def issued(common_name, issuer, issuer_key, extensions, is_ca):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or subject)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(NOW - DAY).not_valid_after(NOW + 90 * DAY)
               .add_extension(x509.BasicConstraints(is_ca, None), True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
    signer = issuer_key or key
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    if is_ca:
        builder = builder.add_extension(x509.KeyUsage(**{**NO_USE, "key_cert_sign": True, "crl_sign": True}), True)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer, hashes.SHA256()), key


def chain(permitted=None, excluded=None):
    root, root_key = issued("Lab Root", None, None, [], True)
    subtrees = [[x509.DNSName(name)] if name else None for name in (permitted, excluded)]
    limits = [(x509.NameConstraints(*subtrees), True)] if permitted or excluded else []
    issuing, key = issued("Lab Issuing", root.subject, root_key, limits, True)
    leaf, _ = issued("dc4.lab.example", issuing.subject, key, [
        (x509.SubjectAlternativeName([x509.DNSName("dc4.lab.example")]), False),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)], False)
    return root, issuing, leaf


def by_openssl(root, issuing, leaf):
    store = crypto.X509Store()
    root, issuing, leaf = map(crypto.X509.from_cryptography, (root, issuing, leaf))
    store.add_cert(root)
    try:
        crypto.X509StoreContext(store, leaf, [issuing]).verify_certificate()
        return "accepts"
    except crypto.X509StoreContextError:
        return "refuses"


def by_rust(root, issuing, leaf):
    verifier = PolicyBuilder().store(Store([root])).build_server_verifier(x509.DNSName("dc4.lab.example"))
    try:
        verifier.verify(leaf, [issuing])
        return "accepts"
    except Exception as refusal:
        return "refuses, malformed" if "malformed DNS name constraint" in str(refusal) else f"refuses, {refusal}"


ROWS = [("no constraint", {}), ("permitted lab.example", {"permitted": "lab.example"}),
        ("permitted .lab.example", {"permitted": ".lab.example"}),
        ("excluded .other.example", {"excluded": ".other.example"})]
for label, subtrees in ROWS:
    made = chain(**subtrees)
    print(f"{label}: OpenSSL {by_openssl(*made)}; Rust {by_rust(*made)}")
try:
    PolicyBuilder().store(Store([chain()[0]])).build_server_verifier(x509.DNSName("dc_4.lab.example")).verify(chain()[2], [])
    print("host with an underscore: asked")
except Exception as refusal:
    print(f"host with an underscore: {refusal}")
PY
seen=$("$work/venv/bin/python" "$work/ask.py")
printf '%s\n' "$seen"
expected='no constraint: OpenSSL accepts; Rust accepts
permitted lab.example: OpenSSL accepts; Rust accepts
permitted .lab.example: OpenSSL accepts; Rust refuses, malformed
excluded .other.example: OpenSSL accepts; Rust refuses, malformed
host with an underscore: invalid domain name'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
