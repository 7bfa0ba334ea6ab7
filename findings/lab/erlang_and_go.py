"""Two more clients beside those of tls_clients.py; erlang_and_go.bash has them ready."""
import urllib.request

import tls_clients
from tls_clients import accepted, run  # noqa: F401


def erlang_says(connection):
    """Whether that is {ok, ...} in Erlang."""
    return run("erl", "-noshell", "-eval", f"""
        {{ok, _}} = application:ensure_all_started(ssl), logger:set_primary_config(level, none),
        case {connection} of {{ok, _}} -> halt(0); _ -> halt(1) end.""")


def erlang(host, port):
    return erlang_says(f"""begin {{ok, Socket}} = gen_tcp:connect({{127, 0, 0, 1}}, {port}, [{{active, false}}]), ssl:connect(Socket,
        [{{verify, verify_peer}}, {{cacertfile, "store.pem"}}, {{server_name_indication, "{host}"}}], 9000) end""")


def go(host, port):
    said = urllib.request.urlopen(f"http://127.0.0.1:9115/probe?target=127.0.0.1:{port}&module={host}").read().decode()
    return "\nprobe_success 1\n" in said


tls_clients.CLIENTS.update({"Erlang": erlang, "Go": go})
