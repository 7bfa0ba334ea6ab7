# shellcheck shell=bash disable=SC2154 # lab.bash sets work, lab and packages
# own.bash : functions of a script, called in namespaces or in a file system of their own. They have the script's functions, and
# of its variables those that are exported.

# own NAMESPACES FUNCTION [ARGUMENT...]: calls it in namespaces of its own, as unshare(1) names them, and ends what it served.
own() {
    need_root
    declare -f >functions
    # shellcheck disable=SC2086 # several names
    unshare $1 bash -c '. ./functions; called_alone "$@"' own "${@:2}"
}

need_root() { [ "$(id -u)" = 0 ] || { echo "needs root, for namespaces of its own" >&2; exit 2; }; }

called_alone() {
    set -euo pipefail
    pids=()
    trap 'show_logs; end_servers' EXIT
    "$@"
}

# hosts LINE...: an /etc/hosts of its own.
hosts() { printf '%s\n' "$@" >hosts && mount --bind hosts /etc/hosts; }

# loopback_up: in a network of its own lo is down at first.
loopback_up() { python3 -c 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x49))'; }

# own_system FUNCTION PACKAGE[=START]...: calls it in an empty folder of a file system that is the machine's with these packages
# installed, and in a network of its own. $work and $lab are there as well.
own_system() {
    need_root
    pinned "${@:2}"
    declare -f >functions
    mkdir layer root
    unshare --mount bash -c '. ./functions; enter_system "$@"' own "$1" "${packages[@]}" &
    pids+=($!)
    wait $!
}

enter_system() {
    set -euo pipefail
    mount -t tmpfs layer layer && mkdir layer/upper layer/work
    mount -t overlay own -o lowerdir=/,upperdir=layer/upper,workdir=layer/work root
    local kept
    for kept in /proc /dev /sys; do mount --rbind "$kept" "root$kept"; done
    for kept in "$work" "$lab"; do mkdir -p "root$kept" && mount --bind "$kept" "root$kept"; done
    mkdir -p root/srv/lab root/run/lock && cat /etc/resolv.conf >root/etc/resolv.conf
    # Installed servers are not to start by themselves.
    printf '#!/bin/sh\nexit 101\n' >root/usr/sbin/policy-rc.d && chmod +x root/usr/sbin/policy-rc.d
    # shellcheck disable=SC2016 # $work is for the shell inside
    exec chroot root /bin/bash -c '. "$work/functions"; install_in_system "$@"' own "$@"
}

install_in_system() {
    set -euo pipefail
    cd /srv/lab
    export DEBIAN_FRONTEND=noninteractive PATH="/srv/lab:$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
    apt-get -o APT::Sandbox::User=root install -q -y --no-install-recommends "${@:2}" >install.log 2>&1 || { tail -n 5 install.log >&2; exit 1; }
    # shellcheck disable=SC2016
    exec unshare --net /bin/bash -c '. "$work/functions"; loopback_up; called_alone "$1"' own "$1"
}
