# shellcheck shell=bash
# lab.bash : what each finding needs. A folder of its own, which goes at the end, pinned packages, servers that are ended, and a
# table that has to be as it was. Sourced first; the script is then in its folder, $work.
set -euo pipefail
lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
pids=()
trap leave EXIT
cd "$work"
# What is unpacked here comes before what the machine has. Python and node find the modules of the lab, and leave no trace in it.
export lab work PATH="$work/usr/sbin:$work/usr/bin:$PATH" NODE_PATH="$work/node_modules"
export PYTHONPATH="$lab" PYTHONPYCACHEPREFIX="$work/pycache"

leave() {
    show_logs
    end_servers
    cd / && rm -rf "$work"
}

# end_servers: ends what serve has started, the last first.
end_servers() {
    while [ "${#pids[@]}" -gt 0 ]; do end_last; done
}

# show_logs: the ends of the logs and of what was seen, after a failure.
show_logs() { [ $? = 0 ] || tail -n 5 ./*.log ./seen >&2 2>/dev/null || true; }

# end_last: ends what was started last.
end_last() {
    { kill "${pids[-1]}" && wait "${pids[-1]}"; } 2>/dev/null || true
    unset 'pids[-1]'
}

# serve NAME COMMAND...: runs a server until the script ends, with what it says in NAME.log.
serve() {
    "${@:2}" >"$1.log" 2>&1 </dev/null &
    pids+=($!)
}

# listening [HOST:]PORT...: waits until the server that was started last takes connections at all of them.
listening() {
    local at
    for at in "$@"; do
        [[ $at == *:* ]] || at=127.0.0.1:$at
        for _ in $(seq 1800); do
            (: <>"/dev/tcp/${at%:*}/${at##*:}") 2>/dev/null && continue 2
            kill -0 "${pids[-1]}" 2>/dev/null || break
            sleep 0.1
        done
        echo "nobody listens at $at" >&2
        return 1
    done
}

# pinned PACKAGE[=START]...: fills packages with PACKAGE=VERSION, the newest listed version that begins with START. A package
# without one, as those that a server only uses, may have updates.
pinned() {
    local one listed version
    packages=()
    listed=$(apt-cache madison "${@%%=*}")
    for one in "$@"; do
        if [[ $one == *=* ]]; then
            version=$(awk -v name="${one%%=*}" -v start="${one#*=}" '$1 == name && index($3, start) == 1 { print $3; exit }' <<<"$listed")
            [ -n "$version" ] || { echo "$one is not in the package lists" >&2; exit 2; }
            one=${one%%=*}=$version
        fi
        packages+=("$one")
    done
}

# debs PACKAGE[=START]...: unpacks packages of Debian here, without installing them.
debs() {
    pinned "$@"
    # As nobody apt could not write here, and needs not.
    apt-get -o APT::Sandbox::User=root download -q "${packages[@]}" >/dev/null || { echo "not to be had: $*" >&2; exit 2; }
    local deb
    for deb in ./*.deb; do
        dpkg -x "$deb" .
        rm "$deb"
    done
}

# needs PROGRAM...: fails where an unpacked program, or library, lacks libraries.
needs() {
    local file program
    for program in "$@"; do
        file=$(command -v "$program" || echo "$program")
        [[ $file == "$work"/* ]] || { echo "$program was not unpacked" >&2; exit 2; }
        ! ldd "$file" | grep 'not found' || { echo "libraries of $program are missing: install its package" >&2; exit 2; }
    done
}

# unpacked COMMAND...: calls it with the unpacked libraries.
unpacked() { LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu) "$@"; }

# unpacked_curl ARGUMENT...: the unpacked curl with its own library.
unpacked_curl() { unpacked curl -sS "$@"; }

# unpacked_perl ARGUMENT...: Perl with unpacked modules, as Net::LDAP and what it needs for TLS.
# shellcheck disable=SC2034 # the scripts use the list
perl_ldap_packages=(libnet-ldap-perl=1:0.6800+ libconvert-asn1-perl=0.33- libio-socket-ssl-perl=2.081- libnet-ssleay-perl=1.92-)
unpacked_perl() { PERL5LIB=$work/usr/share/perl5:$(echo "$work"/usr/lib/*-linux-gnu/perl5/*) perl "$@"; }

# python_packages NAME==VERSION...: a Python of its own, venv/bin/python, with packages of PyPI.
python_packages() {
    python3 -m venv venv
    venv/bin/pip install --quiet --disable-pip-version-check --no-compile "$@"
}

# node_packages NAME@VERSION...: packages of npm, for node.
node_packages() { npm install --silent --no-audit --no-fund "$@" >/dev/null 2>&1; }

# alike QUESTIONS READINGS: for each line of the one file, who read it as what. Lines of the other: reader, question, reading, with tabs.
alike() {
    awk -F'\t' 'NR == FNR { asked[NR] = $0; next }
        ($2, $3) in names { names[$2, $3] = names[$2, $3] ", " $1; next }
        { names[$2, $3] = $1; ways[$2] = ways[$2] $3 FS }
        END { for (one = 1; one in asked; one++) { count = split(ways[asked[one]], way)
            for (n = 1; n < count; n++) print asked[one] " = " way[n] ": " names[asked[one], way[n]] } }' "$1" "$2"
}

# expect SEEN TABLE: shows what was seen, and fails where that is not the table.
expect() {
    printf '%s\n' "$1"
    [ "$1" = "$2" ] && return
    diff <(printf '%s\n' "$2") <(printf '%s\n' "$1") >&2 || true
    echo "this has changed" >&2
    exit 1
}
