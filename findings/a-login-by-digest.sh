#!/usr/bin/env bash
# a-login-by-digest.sh : ten ways in which a service may ask for a login by digest (RFC 7616), and what five clients answer.
#
# curl 7.88.1 (--digest) and wget 1.21.3 of Debian 12; PyPI requests 2.34.2 (HTTPDigestAuth), httpx 0.28.1 (DigestAuth) and aiohttp 3.14.5
# (DigestAuthMiddleware). Seen on 2026-12-01.
#
# Telephones, gateways and their services of HTTP log in so, and RFC 7616 lets a server ask with several hashes, the best one first. One
# would guess that a client takes the first that it knows, and answers it rightly. What happens: wget answers SHA-256 with MD5,
# and a choice of `auth` and `auth-int` as if there were neither, and takes the last line, also where that is Basic. requests takes the
# last challenge. SHA-512-256 before MD5 is an error to httpx and aiohttp, so that they never come to MD5, and curl answers with
# another hash under that name. aiohttp looks at the first line only: where that offers Basic it says nothing. It is also the one that
# takes auth-int though auth stands there too. Quotation marks in a realm make a wrong answer of requests and httpx, and none of wget.
. "$(dirname "$0")/lab/lab.bash"
debs curl=7.88.1- libcurl4=7.88.1- wget=1.21.3-
needs curl wget
python_packages requests==2.34.2 httpx==0.28.1 aiohttp==3.14.5
cat >ask.py <<'P'
import asyncio
import glob
import hashlib
import http.server
import os
import re
import subprocess
import threading

import aiohttp
import httpx
import requests

USER, PASSWORD = "anna", "secret-of-lab"
MD5, LAB = ', algorithm=MD5, nonce="two"', 'Digest realm="lab", nonce="one"'
AUTH = LAB + ', qop="auth"'
ASKED = {"plain": [AUTH], "without qop": [LAB], "auth or auth-int": [LAB + ', qop="auth,auth-int"'], "SHA-256": [AUTH + ", algorithm=SHA-256"],
         "SHA-256, then MD5": [AUTH + ", algorithm=SHA-256", AUTH.replace(', nonce="one"', "") + MD5],
         "SHA-512-256, then MD5": [AUTH + ", algorithm=SHA-512-256", AUTH.replace(', nonce="one"', "") + MD5],
         "Digest, then Basic": [AUTH, 'Basic realm="lab"'], "Basic, then Digest": ['Basic realm="lab"', AUTH],
         "a realm with a comma": [AUTH.replace("lab", "lab, Berlin")], "a realm in quotation marks": [AUTH.replace("lab", r"the \"lab\"")]}
HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


def told(header):
    """Which challenge was answered, with what, and whether it is right by RFC 7616."""
    if not header.startswith("Digest"):
        return header.split()[0]
    had = {name: re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', header)}
    if not {"realm", "nonce", "response"} <= had.keys():
        return "garbled"
    name, qop = had.get("algorithm", "MD5"), had.get("qop", "")

    def digest(*parts):
        return hashlib.new(HASHES[name], ":".join(parts).encode()).hexdigest()

    about = digest("GET", had["uri"], *([digest("")] if qop == "auth-int" else []))
    between = [had["nc"], had["cnonce"], qop] if qop else []
    right = digest(digest(USER, had["realm"], PASSWORD), had["nonce"], *between, about) == had["response"]
    return f"{name}, challenge {had['nonce']}, {qop or 'no'} qop, {'right' if right else 'wrong'}"


class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        header = self.headers.get("Authorization")
        if header:
            answers.append(told(header))
        self.send_response(200 if header else 401)
        for one in [] if header else ASKED[asked]:
            self.send_header("WWW-Authenticate", one)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def by_requests():
    session = requests.Session()
    session.trust_env = False
    session.get(URL, auth=requests.auth.HTTPDigestAuth(USER, PASSWORD))


async def by_aiohttp():
    async with aiohttp.ClientSession(middlewares=(aiohttp.DigestAuthMiddleware(USER, PASSWORD),)) as session:
        async with session.get(URL):
            pass


def command(*words):
    subprocess.run([*words, URL], env={**os.environ, "LD_LIBRARY_PATH": glob.glob(os.environ["work"] + "/usr/lib/*-linux-gnu")[0]})


CLIENTS = {"curl": lambda: command("curl", "-s", "--noproxy", "*", "--digest", "-u", f"{USER}:{PASSWORD}"),
           "wget": lambda: command("wget", "-q", "--no-proxy", "-O", "/dev/null", f"--user={USER}", f"--password={PASSWORD}"),
           "requests": by_requests, "httpx": lambda: httpx.Client(trust_env=False).get(URL, auth=httpx.DigestAuth(USER, PASSWORD)),
           "aiohttp": lambda: asyncio.run(by_aiohttp())}
service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=service.serve_forever, daemon=True).start()
URL = f"http://127.0.0.1:{service.server_port}/"
for asked in ASKED:
    seen = {}
    for name, client in CLIENTS.items():
        answers = []
        try:
            client()
        except (KeyError, aiohttp.ClientError):
            answers.append("an error")
        seen.setdefault("".join(answers) or "nothing", []).append(name)
    for answer, names in seen.items():
        print(f"{asked} = {answer}: {', '.join(names)}")
P
seen=$(venv/bin/python ask.py 2>ask.log)
expect "$seen" 'plain = MD5, challenge one, auth qop, right: curl, wget, requests, httpx, aiohttp
without qop = MD5, challenge one, no qop, right: curl, wget, requests, httpx, aiohttp
auth or auth-int = MD5, challenge one, auth qop, right: curl, requests, httpx
auth or auth-int = MD5, challenge one, no qop, right: wget
auth or auth-int = MD5, challenge one, auth-int qop, right: aiohttp
SHA-256 = SHA-256, challenge one, auth qop, right: curl, requests, httpx, aiohttp
SHA-256 = MD5, challenge one, auth qop, right: wget
SHA-256, then MD5 = SHA-256, challenge one, auth qop, right: curl, httpx, aiohttp
SHA-256, then MD5 = MD5, challenge two, auth qop, right: wget, requests
SHA-512-256, then MD5 = SHA-512-256, challenge one, auth qop, wrong: curl
SHA-512-256, then MD5 = MD5, challenge two, auth qop, right: wget, requests
SHA-512-256, then MD5 = an error: httpx, aiohttp
Digest, then Basic = MD5, challenge one, auth qop, right: curl, requests, httpx, aiohttp
Digest, then Basic = Basic: wget
Basic, then Digest = MD5, challenge one, auth qop, right: curl, wget, requests, httpx
Basic, then Digest = nothing: aiohttp
a realm with a comma = MD5, challenge one, auth qop, right: curl, wget, requests, httpx, aiohttp
a realm in quotation marks = MD5, challenge one, auth qop, right: curl, aiohttp
a realm in quotation marks = garbled: wget
a realm in quotation marks = MD5, challenge one, auth qop, wrong: requests, httpx'
