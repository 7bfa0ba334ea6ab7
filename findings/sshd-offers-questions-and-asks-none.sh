#!/usr/bin/env bash
# sshd-offers-questions-and-asks-none.sh : a server whose list of login methods names one that cannot ask.
#
# OpenSSH 9.2p1 (Debian 12), sshd without PAM (`UsePAM no`). Seen on 2026-11-29.
#
# A client logs in with a password and picks the method from the server's list. One would guess that a server which lists
# "keyboard-interactive" asks a question when it is chosen (SSH_MSG_USERAUTH_INFO_REQUEST, RFC 4256 section 3.2), so that
# trying it first is enough. What happens: without PAM sshd lists the method all the same, asks nothing, and answers with a
# failure and the same list. A client that takes this for a wrong password gives up with a password that it never sent; it
# has to notice that nobody asked, and go on with "password".
. "$(dirname "$0")/lab/lab.bash"
debs openssh-server=1:9.2p1-
command -v ssh ssh-keygen >/dev/null || { echo "the client is missing: apt-get install openssh-client"; exit 2; }
ssh-keygen -q -t ed25519 -N '' -f key
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >sshd_config <<C
ListenAddress 127.0.0.1:$port
HostKey $work/key
PidFile none
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication yes
PubkeyAuthentication no
C
# As root, sshd wants its folder below /run, and gets one of its own.
own='mount -t tmpfs none /run; mkdir -m 755 /run/sshd; exec "$@"'
if [ "$(id -u)" = 0 ]; then start=(unshare -m sh -ec "$own" sh); else start=(); fi
serve sshd "${start[@]}" "$work/usr/sbin/sshd" -D -e -f sshd_config
listening "$port"
login() {
    ssh -vv -F none -p "$port" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \
        -o PreferredAuthentications="$1" root@127.0.0.1 true </dev/null 2>&1 || true
}
said=$(login keyboard-interactive)
offered=$(grep -m1 -o 'can continue: [a-z,-]*' <<<"$said")
asked=$(grep -c 'receive packet: type 60\|num_prompts' <<<"$said" || true)
refused=$(grep -c 'can continue' <<<"$said")
expect "methods that $offered; questions after choosing keyboard-interactive: $asked; lists received: $refused" \
    'methods that can continue: password,keyboard-interactive; questions after choosing keyboard-interactive: 0; lists received: 2'
