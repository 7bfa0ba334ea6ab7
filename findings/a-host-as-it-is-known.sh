#!/usr/bin/env bash
# a-host-as-it-is-known.sh : one SSH server, and the line by which its key is known, written in eight ways, for four clients.
#
# OpenSSH 9.2p1 (ssh) of Debian 12; PyPI paramiko 5.1.0, asyncssh 2.24.1 (also the server) and ansible-pylibssh 1.4.0 (on libssh).
# Seen on 2026-11-30.
#
# A key that is known is looked up in known_hosts, by the name of the host and, for another port than 22, by both. One would guess
# that libraries read the file of OpenSSH as OpenSSH does. What happens: a host that is known by a pattern is unknown to paramiko,
# one in capitals to paramiko and asyncssh. Where a host is known without a port, OpenSSH and asyncssh take the key on port 2222
# as well, and paramiko and libssh do not. With :22 written out the host is known to libssh only, as OpenSSH looks for the name
# alone. Only a line with the plain name, in small letters, hashed or not, and one for each further port, is known to all.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/own.bash"
debs openssh-client=1:9.2p1-
needs ssh
python_packages paramiko==5.1.0 asyncssh==2.24.1 ansible-pylibssh==1.4.0
ssh-keygen -q -t ed25519 -N '' -f key
cat >serve.py <<'P'
import asyncio

import asyncssh


class Server(asyncssh.SSHServer):
    def begin_auth(self, username):
        return False


async def main():
    for port in (22, 2222):
        await asyncssh.listen("127.0.0.1", port, server_host_keys=["key"], server_factory=Server,
                              process_factory=lambda process: process.exit(0))
    await asyncio.Event().wait()


asyncio.run(main())
P
cat >ask.py <<'P'
import asyncio
import subprocess

import asyncssh
import paramiko
from pylibsshext.errors import LibsshSessionException
from pylibsshext.session import Session

KEY = " ".join(open("key.pub").read().split()[:2])
HOST = "cucm1.lab.example"
KNOWN = "known_hosts"


def openssh(port):
    options = (f"UserKnownHostsFile={KNOWN}", "GlobalKnownHostsFile=none", "StrictHostKeyChecking=yes", "BatchMode=yes")
    asked = ["ssh", "-F", "none", "-p", str(port), *(word for option in options for word in ("-o", option)), f"admin@{HOST}", "true"]
    return subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=20).returncode == 0


def by_paramiko(port):
    client = paramiko.SSHClient()
    try:
        client.load_host_keys(KNOWN)
        client.connect(HOST, port, "admin", password="", look_for_keys=False, allow_agent=False)
        return True
    except paramiko.SSHException as refusal:
        return "not found in known_hosts" not in str(refusal)
    finally:
        client.close()


def by_asyncssh(port):
    async def connect():
        async with asyncssh.connect(HOST, port, username="admin", known_hosts=KNOWN, client_keys=None):
            pass
    try:
        asyncio.run(connect())
        return True
    except asyncssh.HostKeyNotVerifiable:
        return False


def libssh(port):
    session = Session()
    try:
        session.set_ssh_options("knownhosts", KNOWN)
        session.connect(host=HOST, port=port, user="admin", host_key_checking=True)
        return True
    except LibsshSessionException as refusal:
        return "known" not in str(refusal)  # it got as far as the login
    finally:
        session.close()


CLIENTS = {"OpenSSH": openssh, "paramiko": by_paramiko, "asyncssh": by_asyncssh, "libssh": libssh}
for line in (HOST, "CUCM1.lab.example", f"{HOST},192.0.2.1", f"*.lab.example", "cucm?.lab.example", f"[{HOST}]:22", f"[{HOST}]:2222", "hashed"):
    for port in (22, 2222):
        with open(KNOWN, "w") as file:
            file.write(f"{HOST if line == 'hashed' else line} {KEY}\n")
        if line == "hashed":
            subprocess.run(["ssh-keygen", "-H", "-f", KNOWN], check=True, capture_output=True)
        print(f"{line}, port {port}: " + ", ".join(f"{name} {'yes' if client(port) else 'no'}" for name, client in CLIENTS.items()), flush=True)
P
ask() {
    loopback_up
    hosts '127.0.0.1 localhost cucm1.lab.example'
    serve server venv/bin/python serve.py
    listening 22 2222
    venv/bin/python ask.py
}
seen=$(own '--net --mount' ask 2>ask.log)
expect "$seen" 'cucm1.lab.example, port 22: OpenSSH yes, paramiko yes, asyncssh yes, libssh yes
cucm1.lab.example, port 2222: OpenSSH yes, paramiko no, asyncssh yes, libssh no
CUCM1.lab.example, port 22: OpenSSH yes, paramiko no, asyncssh no, libssh yes
CUCM1.lab.example, port 2222: OpenSSH yes, paramiko no, asyncssh no, libssh no
cucm1.lab.example,192.0.2.1, port 22: OpenSSH yes, paramiko yes, asyncssh yes, libssh yes
cucm1.lab.example,192.0.2.1, port 2222: OpenSSH yes, paramiko no, asyncssh yes, libssh no
*.lab.example, port 22: OpenSSH yes, paramiko no, asyncssh yes, libssh yes
*.lab.example, port 2222: OpenSSH yes, paramiko no, asyncssh yes, libssh no
cucm?.lab.example, port 22: OpenSSH yes, paramiko no, asyncssh yes, libssh yes
cucm?.lab.example, port 2222: OpenSSH yes, paramiko no, asyncssh yes, libssh no
[cucm1.lab.example]:22, port 22: OpenSSH no, paramiko no, asyncssh no, libssh yes
[cucm1.lab.example]:22, port 2222: OpenSSH no, paramiko no, asyncssh no, libssh no
[cucm1.lab.example]:2222, port 22: OpenSSH no, paramiko no, asyncssh no, libssh no
[cucm1.lab.example]:2222, port 2222: OpenSSH yes, paramiko yes, asyncssh yes, libssh yes
hashed, port 22: OpenSSH yes, paramiko yes, asyncssh yes, libssh yes
hashed, port 2222: OpenSSH yes, paramiko no, asyncssh yes, libssh no'
