#!/usr/bin/env bash
# a-login-in-a-url.sh : a service's address with user and password in it, and what ten HTTP clients log in with.
#
# curl 7.88.1 and wget 1.21.3 of Debian 12, HTTP::Tiny of Perl 5.36; PyPI requests 2.34.2, httpx 0.28.1 and aiohttp 3.14.5; npm axios
# 1.21.1, got 14.6.6, superagent 10.4.2 and needle 3.5.0. Seen on 2026-11-30.
#
# Addresses of services of voice systems, of proxies and of hooks are often kept with their login, `https://user:password@host/`. One would
# guess that a client which takes such an address sends what is in it, with %-signs taken back (RFC 3986). What happens: superagent
# does not take them back, so that CORP%5Canna and anna%40lab.example are the user names and se%3Acret is the password, and se:cret becomes
# se%3Acret though it was written plainly; needle ends a password at a colon, also at one that was written as %3A. Of a
# user without a password wget and requests send nothing, and needle and HTTP::Tiny a login without a colon, which is none (RFC 7617). A % by
# itself is kept by eight, and for got and needle it is no login. The server says "wrong password", and the same address is good in curl.
. "$(dirname "$0")/lab/lab.bash"
debs curl=7.88.1- libcurl4=7.88.1- wget=1.21.3-
needs curl wget
python_packages requests==2.34.2 httpx==0.28.1 aiohttp==3.14.5
node_packages axios@1.21.1 got@14.6.6 superagent@10.4.2 needle@3.5.0
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
cat >logins <<'T'
anna:secret
CORP%5Canna:secret
anna%40lab.example:secret
anna:se:cret
anna:se%3Acret
anna:se+cret
anna:100%25
anna:100%
anna
T
cat >ask.py <<'P'
import asyncio
import base64
import http.server
import json
import subprocess
import threading

import aiohttp
import httpx
import requests

sent = []


class Service(http.server.BaseHTTPRequestHandler):
    # With HTTP/1.0 wget loses its second request now and then to the end of the connection.
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        login = self.headers.get("Authorization")
        if login:
            sent.append(base64.b64decode(login.split()[1]).decode())
        self.send_response(200 if login else 401)
        self.send_header("WWW-Authenticate", 'Basic realm="lab"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


async def by_aiohttp(url):
    async with aiohttp.ClientSession() as session, session.get(url):
        pass


def run(*command):
    subprocess.run(command, capture_output=True, timeout=60)


def by_node(code):
    return lambda url: run("node", "-e", f"const url = {json.dumps(url)}; {code}.catch(() => 0)")


CLIENTS = {"curl": lambda url: run("curl", "-s", url),
           "wget": lambda url: run("wget", "-q", "--tries=1", "-O", "/dev/null", url), "requests": requests.get, "httpx": httpx.get,
           "aiohttp": lambda url: asyncio.run(by_aiohttp(url)), "axios": by_node("require('axios').get(url)"),
           "got": by_node("import('got').then(({ got }) => got(url))"), "superagent": by_node("require('superagent').get(url)"),
           "needle": by_node("require('needle')('get', url)"), "HTTP::Tiny": lambda url: run("perl", "-MHTTP::Tiny", "-e", "HTTP::Tiny->new->get($ARGV[0])", url)}
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
for login in open("logins").read().splitlines():
    for name, client in CLIENTS.items():
        sent.clear()
        client(f"http://{login}@127.0.0.1:{server.server_port}/")
        print(name, login, sent[0] if sent else "nothing", sep="\t")
P
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu) venv/bin/python ask.py >readings
seen=$(alike logins readings)
expect "$seen" 'anna:secret = anna:secret: curl, wget, requests, httpx, aiohttp, axios, got, superagent, needle, HTTP::Tiny
CORP%5Canna:secret = CORP\anna:secret: curl, wget, requests, httpx, aiohttp, axios, got, needle, HTTP::Tiny
CORP%5Canna:secret = CORP%5Canna:secret: superagent
anna%40lab.example:secret = anna@lab.example:secret: curl, wget, requests, httpx, aiohttp, axios, got, needle, HTTP::Tiny
anna%40lab.example:secret = anna%40lab.example:secret: superagent
anna:se:cret = anna:se:cret: curl, wget, requests, httpx, aiohttp, axios, got, HTTP::Tiny
anna:se:cret = anna:se%3Acret: superagent
anna:se:cret = anna:se: needle
anna:se%3Acret = anna:se:cret: curl, wget, requests, httpx, aiohttp, axios, got, HTTP::Tiny
anna:se%3Acret = anna:se%3Acret: superagent
anna:se%3Acret = anna:se: needle
anna:se+cret = anna:se+cret: curl, wget, requests, httpx, aiohttp, axios, got, superagent, needle, HTTP::Tiny
anna:100%25 = anna:100%: curl, wget, requests, httpx, aiohttp, axios, got, needle, HTTP::Tiny
anna:100%25 = anna:100%25: superagent
anna:100% = anna:100%: curl, wget, requests, httpx, aiohttp, axios, superagent, HTTP::Tiny
anna:100% = nothing: got, needle
anna = anna:: curl, httpx, aiohttp, axios, got, superagent
anna = nothing: wget, requests
anna = anna: needle, HTTP::Tiny'
