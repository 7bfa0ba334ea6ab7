# shellcheck shell=bash
# haproxy.bash : HAProxy 2.6.12 as a balancer of connections.

# haproxy_conf CLIENT SERVER: writes haproxy.cfg with the sections of standard input; so long either side may be silent.
haproxy_conf() {
    {
        printf '%s\n' defaults '  mode tcp' '  timeout connect 3s' "  timeout client $1" "  timeout server $2"
        cat
    } >haproxy.cfg
}

# haproxy_start PORT...: starts it, with its log in haproxy.log.
haproxy_start() {
    serve haproxy haproxy -db -f haproxy.cfg
    listening "$@"
}
