# shellcheck shell=bash disable=SC2034 # the scripts use the list
# erlang_and_go.bash : two more TLS clients beside those of tls_clients.py, unpacked by debs, for erlang_and_go.py: Erlang's ssl, on
# which ejabberd is, and Go's crypto/tls in the exporter by which Prometheus looks at a port.
erlang_and_go_packages=(erlang-{base,crypto,asn1,public-key,ssl}=1:25.2.3+ prometheus-blackbox-exporter=0.23.0-)

# erlang_and_go HOST...: lets Erlang start where it was unpacked, and starts the exporter.
erlang_and_go() {
    sed -i "s|=/usr/lib/erlang|=$PWD/usr/lib/erlang|" usr/bin/erl
    exporter "$@"
}

# exporter HOST...: starts it, to ask for these names.
exporter() {
    {
        echo modules:
        local host
        for host in "$@"; do
            echo "  $host: { prober: tcp, timeout: 9s, tcp: { tls: true, tls_config: { ca_file: store.pem, server_name: $host } } }"
        done
    } >exporter.yml
    serve exporter prometheus-blackbox-exporter --config.file exporter.yml --web.listen-address 127.0.0.1:9115
    listening 9115
}
