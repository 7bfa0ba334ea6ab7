#!/usr/bin/env bash
# a-host-in-ssh-config.sh : ssh_config files with the login for a host, as ssh takes them and as four libraries do.
#
# OpenSSH 9.2 of Debian 12; PyPI paramiko 5.1.0, asyncssh 2.24.1 and sshconf 0.2.7; npm ssh-config 5.3.0.
# Seen on 2026-11-30.
#
# Programs that fetch logs and backups over SSH take user, port and host from the file that ssh(1) uses. One would guess that they do as
# ssh does in all that its manual shows. What happens: a comment behind a user is part of the user's name to paramiko, and an error to asyncssh.
# `cucm[12]` is a set of hosts to paramiko and a plain name to ssh; `cucm1,cucm2` is two hosts to asyncssh and ssh-config and none to ssh.
# `ProxyJump none`, which keeps a host from the jump host of all others, is a jump host called none to three. `%h.lab.example` stays as it is
# for two, so that the host is not found. asyncssh passes over `Match final`, ssh-config over `Match !host`.
# Nothing says so but the server, by "permission denied" for a user called "admin # the admin".
. "$(dirname "$0")/lab/lab.bash"
debs openssh-client=1:9.2p1-
needs ssh
python_packages paramiko==5.1.0 asyncssh==2.24.1 sshconf==0.2.7
node_packages ssh-config@5.3.0
export HOME=$work
cat >files <<'T'
Host cucm1|User admin # the admin
Host cucm1 cucm2|User admin
Host cucm1,cucm2|User admin
Host cucm[12]|User admin
Host cucm?|User admin
Host cucm1|HostName %h.lab.example
Host cucm1|User admin|Host *|User other|Port 2222
Host * !cucm1|User other|Host cucm1|User admin
User admin|Host cucm2|User other
Host cucm1|ProxyJump none|Host *|ProxyJump gate
Match host cucm1,cucm2|User admin
Match !host cucm2|User admin
Match originalhost cucm1|User admin
Host cucm1|HostName cucm1.lab.example|Match final host cucm1.lab.example|User admin
Host cucm1|User admin|Match user admin|Port 2222
T
cat >read.py <<'P'
import getpass
import json
import subprocess

import asyncssh
import paramiko
import sshconf


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def by_ssh():
    return dict(line.split(None, 1) for line in run("ssh", "-G", "-F", "config", "cucm1").splitlines() if " " in line)


def by_asyncssh():
    read = asyncssh.SSHClientConnectionOptions(config="config", host="cucm1", username=()).config
    return {name.lower(): read.get(name) for name in ("User", "Hostname", "Port", "ProxyJump")}


def by_node():
    return {name.lower(): value for name, value in json.loads(run("node", "read.cjs")).items()}


READERS = {"ssh": by_ssh, "paramiko": lambda: paramiko.SSHConfig.from_path("config").lookup("cucm1"), "asyncssh": by_asyncssh,
           "sshconf": lambda: sshconf.read_ssh_config("config").host("cucm1"), "ssh-config": by_node}


def shown(reader):
    try:
        read = reader()
    except asyncssh.ConfigParseError:
        return "error"
    port = str(read.get("port") or 22)
    jump = read.get("proxyjump")
    user = read.get("user")
    return (f"{user if user and user != getpass.getuser() else '-'} at {read.get('hostname') or 'cucm1'}{'' if port == '22' else ' port ' + port}"
            f"{' by ' + jump if jump else ''}")


for file in open("files").read().splitlines():
    with open("config", "w") as written:
        written.write(file.replace("|", "\n") + "\n")
    for name, reader in READERS.items():
        print(name, file, shown(reader), sep="\t")
P
cat >read.cjs <<'J'
const library = require('ssh-config')
console.log(JSON.stringify((library.default ?? library).parse(require('fs').readFileSync('config', 'utf8')).compute('cucm1')))
J
venv/bin/python read.py >readings
seen=$(alike files readings)
expect "$seen" 'Host cucm1|User admin # the admin = admin at cucm1: ssh, sshconf, ssh-config
Host cucm1|User admin # the admin = admin # the admin at cucm1: paramiko
Host cucm1|User admin # the admin = error: asyncssh
Host cucm1 cucm2|User admin = admin at cucm1: ssh, paramiko, asyncssh, ssh-config
Host cucm1 cucm2|User admin = - at cucm1: sshconf
Host cucm1,cucm2|User admin = - at cucm1: ssh, paramiko, sshconf
Host cucm1,cucm2|User admin = admin at cucm1: asyncssh, ssh-config
Host cucm[12]|User admin = - at cucm1: ssh, asyncssh, sshconf, ssh-config
Host cucm[12]|User admin = admin at cucm1: paramiko
Host cucm?|User admin = admin at cucm1: ssh, paramiko, asyncssh, ssh-config
Host cucm?|User admin = - at cucm1: sshconf
Host cucm1|HostName %h.lab.example = - at cucm1.lab.example: ssh, paramiko, asyncssh
Host cucm1|HostName %h.lab.example = - at %h.lab.example: sshconf, ssh-config
Host cucm1|User admin|Host *|User other|Port 2222 = admin at cucm1 port 2222: ssh, paramiko, asyncssh, ssh-config
Host cucm1|User admin|Host *|User other|Port 2222 = admin at cucm1: sshconf
Host * !cucm1|User other|Host cucm1|User admin = admin at cucm1: ssh, paramiko, asyncssh, sshconf, ssh-config
User admin|Host cucm2|User other = admin at cucm1: ssh, paramiko, asyncssh, ssh-config
User admin|Host cucm2|User other = - at cucm1: sshconf
Host cucm1|ProxyJump none|Host *|ProxyJump gate = - at cucm1: ssh, asyncssh
Host cucm1|ProxyJump none|Host *|ProxyJump gate = - at cucm1 by none: paramiko, sshconf, ssh-config
Match host cucm1,cucm2|User admin = admin at cucm1: ssh, paramiko, asyncssh, ssh-config
Match host cucm1,cucm2|User admin = - at cucm1: sshconf
Match !host cucm2|User admin = admin at cucm1: ssh, paramiko, asyncssh
Match !host cucm2|User admin = - at cucm1: sshconf, ssh-config
Match originalhost cucm1|User admin = admin at cucm1: ssh, paramiko, asyncssh, ssh-config
Match originalhost cucm1|User admin = - at cucm1: sshconf
Host cucm1|HostName cucm1.lab.example|Match final host cucm1.lab.example|User admin = admin at cucm1.lab.example: ssh, paramiko, sshconf, ssh-config
Host cucm1|HostName cucm1.lab.example|Match final host cucm1.lab.example|User admin = - at cucm1.lab.example: asyncssh
Host cucm1|User admin|Match user admin|Port 2222 = admin at cucm1 port 2222: ssh, paramiko, asyncssh, sshconf, ssh-config'
