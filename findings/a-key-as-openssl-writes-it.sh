#!/usr/bin/env bash
# a-key-as-openssl-writes-it.sh : private keys for a login by SSH, as two programs write them, read by six libraries.
#
# Written by OpenSSH 9.2p1 (ssh-keygen) and OpenSSL 3.0 of Debian 12. Read by that ssh-keygen; PyPI paramiko 5.1.0, asyncssh 2.24.1 and
# cryptography 50.0.2 (load_ssh_private_key, load_pem_private_key); npm ssh2 1.17.0 and sshpk 1.18.0. Seen on 2026-11-30.
#
# One would guess that libraries for SSH read the keys that ssh-keygen writes, and that what a library refuses OpenSSH would refuse too.
# What happens: paramiko and ssh2 read no PKCS #8, which both programs write if told, and openssl by itself, though the cryptography
# library, on which paramiko is, reads all of it; nor the key of `openssl ecparam -genkey`, where the name of the curve stands in a block
# of its own before it. Of the ciphers that ssh-keygen -Z has for a key with a password aes256-gcm is unknown to paramiko and sshpk, and
# chacha20 to all but asyncssh. An Ed25519 key of openssl is read by asyncssh, cryptography and sshpk, and not by OpenSSH itself
# ("invalid format"). So asyncssh alone reads all, and a key that works by hand is none to the program, and the other way round.
. "$(dirname "$0")/lab/lab.bash"
debs openssh-client=1:9.2p1-
needs ssh-keygen
python_packages paramiko==5.1.0 asyncssh==2.24.1 cryptography==50.0.2
node_packages ssh2@1.17.0 sshpk@1.18.0
mkdir keys
made() { ssh-keygen -q -C admin@lab.example -f "keys/$1" "${@:2}"; }
made 'Ed25519 of OpenSSH' -t ed25519 -N ''
made 'Ed25519 of OpenSSH, with a password' -t ed25519 -N letmein
made 'Ed25519 of OpenSSH, with a password by aes256-gcm' -t ed25519 -N letmein -Z aes256-gcm@openssh.com
made 'Ed25519 of OpenSSH, with a password by chacha20' -t ed25519 -N letmein -Z chacha20-poly1305@openssh.com
made 'RSA of OpenSSH' -t rsa -b 2048 -N ''
made 'RSA of ssh-keygen -m PEM' -t rsa -b 2048 -N '' -m PEM
made 'RSA of ssh-keygen -m PKCS8' -t rsa -b 2048 -N '' -m PKCS8
made 'RSA of ssh-keygen -m PKCS8, with a password' -t rsa -b 2048 -N letmein -m PKCS8
openssl genpkey -algorithm ed25519 -out 'keys/Ed25519 of openssl genpkey'
openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out 'keys/RSA of openssl genpkey' 2>/dev/null
openssl ecparam -name prime256v1 -genkey -out 'keys/P-256 of openssl ecparam -genkey'
openssl ecparam -name prime256v1 -genkey -noout -out 'keys/P-256 of openssl ecparam -genkey -noout'
rm keys/*.pub
chmod 600 keys/*
cat >read.py <<'P'
import os
import subprocess

import asyncssh
import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization


def openssh(path, password):
    return subprocess.run(["ssh-keygen", "-y", "-P", password or "", "-f", path], capture_output=True).returncode == 0


def by_paramiko(path, password):
    try:
        return paramiko.PKey.from_path(path, password and password.encode())
    except (paramiko.SSHException, UnsupportedAlgorithm, KeyError):
        return None


def by_asyncssh(path, password):
    try:
        return asyncssh.read_private_key(path, password)
    except asyncssh.KeyImportError:
        return None


def by_cryptography(path, password):
    text = open(path, "rb").read()
    load = serialization.load_ssh_private_key if b"OPENSSH" in text else serialization.load_pem_private_key
    try:
        return load(text, password and password.encode())
    except (ValueError, UnsupportedAlgorithm, KeyError):
        return None


def npm(library):
    script = {"ssh2": "const key = ssh2.utils.parseKey(text, password); if (key instanceof Error) throw key",
              "sshpk": "sshpk.parsePrivateKey(text, 'auto', { passphrase: password })"}[library]

    def read(path, password):
        asked = ["node", "-e", f"""const {library} = require('{library}'), [path, password] = process.argv.slice(1)
            const text = require('fs').readFileSync(path)\n{script}""", path, *[password] * bool(password)]
        return subprocess.run(asked, capture_output=True).returncode == 0
    return read


READERS = {"OpenSSH": openssh, "paramiko": by_paramiko, "asyncssh": by_asyncssh, "cryptography": by_cryptography,
           "ssh2": npm("ssh2"), "sshpk": npm("sshpk")}
for name in sorted(os.listdir("keys")):
    told = {reader: bool(read(f"keys/{name}", "letmein" if "password" in name else None)) for reader, read in READERS.items()}
    print(f"{name}: " + ", ".join(f"{reader} {'yes' if taken else 'no'}" for reader, taken in told.items()))
P
seen=$(venv/bin/python read.py 2>read.log)
expect "$seen" 'Ed25519 of OpenSSH: OpenSSH yes, paramiko yes, asyncssh yes, cryptography yes, ssh2 yes, sshpk yes
Ed25519 of OpenSSH, with a password: OpenSSH yes, paramiko yes, asyncssh yes, cryptography yes, ssh2 yes, sshpk yes
Ed25519 of OpenSSH, with a password by aes256-gcm: OpenSSH yes, paramiko no, asyncssh yes, cryptography yes, ssh2 yes, sshpk no
Ed25519 of OpenSSH, with a password by chacha20: OpenSSH yes, paramiko no, asyncssh yes, cryptography no, ssh2 no, sshpk no
Ed25519 of openssl genpkey: OpenSSH no, paramiko no, asyncssh yes, cryptography yes, ssh2 no, sshpk yes
P-256 of openssl ecparam -genkey: OpenSSH yes, paramiko no, asyncssh yes, cryptography yes, ssh2 no, sshpk yes
P-256 of openssl ecparam -genkey -noout: OpenSSH yes, paramiko yes, asyncssh yes, cryptography yes, ssh2 yes, sshpk yes
RSA of OpenSSH: OpenSSH yes, paramiko yes, asyncssh yes, cryptography yes, ssh2 yes, sshpk yes
RSA of openssl genpkey: OpenSSH yes, paramiko no, asyncssh yes, cryptography yes, ssh2 no, sshpk yes
RSA of ssh-keygen -m PEM: OpenSSH yes, paramiko yes, asyncssh yes, cryptography yes, ssh2 yes, sshpk yes
RSA of ssh-keygen -m PKCS8: OpenSSH yes, paramiko no, asyncssh yes, cryptography yes, ssh2 no, sshpk yes
RSA of ssh-keygen -m PKCS8, with a password: OpenSSH yes, paramiko no, asyncssh yes, cryptography yes, ssh2 no, sshpk yes'
