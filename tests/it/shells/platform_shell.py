#!/usr/bin/env python3
"""The shell of a node, as far as ucdoctor asks it: sshd runs it for everybody who logs in (ForceCommand).

Usage: platform_shell.py SETTINGS.json

`utils network connectivity` really connects, and `utils network host` really resolves, from the namespace in which
sshd runs. Everything that is typed is written to the file "typed" of the settings. Wordings of `connectivity` are
documented nowhere: those here are not those of any sample.
"""

import json
import os
import socket
import sys
import termios
import time
import tty

PAGER = "Press <enter> for 1 line, <space> for one page, or <q> to quit"
LEVEL_1 = ("set cli pagination", "show cert", "run sql")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        node = json.load(file)
    banner(node)
    pages = True
    for nth in range(10_000):
        out("admin:")
        line = sys.stdin.readline()
        if not line:
            return
        words = " ".join(line.split())
        with open(node["typed"], "a", encoding="utf-8") as file:
            file.write(words + "\n")
        if not words:
            continue
        time.sleep(node.get("delay", 0))
        odd = node.get("odd", {}).get(words)
        if odd:
            misbehave(odd)
            continue
        if node.get("level", 1) == 0 and words.startswith(LEVEL_1):
            out("Incomplete command entered\n")
            continue
        if words in node.get("refused", []) or any(words.startswith(one + " ") for one in node.get("refused", [])):
            out("Incomplete command entered\n")
            continue
        pages = pages and words != "set cli pagination off"
        page(answer(node, words), node.get("rows", 0) if pages else 0)


def banner(node):
    odd = node.get("login")
    if odd == "password":
        out("(current) UNIX password: ")
        sys.stdin.readline()
        return
    if odd:
        misbehave(odd)
        return
    out("Command Line Interface is starting up, please wait ...\n\n")
    time.sleep(node.get("starting", 0))
    out("   Welcome to the Platform Command Line Interface\n\nVMware Installation:\n\t2 vCPU: Intel(R) Xeon(R)\n"
        "\tDisk 1: 80GB, Partitions aligned\n\t6144 Mbytes RAM\n\n")


def misbehave(how):
    """What no shell should do."""
    if how == "close":
        out("half of an ans")
        sys.exit(0)
    if how == "silent":
        time.sleep(3600)
    if how == "endless":
        while True:
            out("and so on " * 100 + "\n")
    if how == "pages":
        while True:
            page(["row " * 500] * 50, 10)
    if how == "garbage":
        sys.stdout.buffer.write(bytes(range(256)) * 50 + b"\x1b[999999999D\x1b]0;x\x07\n")
        sys.stdout.buffer.flush()
        return
    if how == "ask":
        out("This may take long.\nContinue (y/n)?")
        said = sys.stdin.readline().strip()
        out("Operation cancelled\n" if said == "n" else "IT WAS DONE\n")
        return
    if how == "ask for ever":
        while True:
            out("Please answer 'y' for <yes> or 'n' for <no>:")
            if sys.stdin.readline().strip() != "n":
                out("IT WAS DONE\n")
    if how == "password":
        out("Enter the password: ")
        sys.stdin.readline()


def out(text):
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        os._exit(0)


def page(lines, rows):
    for nth, line in enumerate(lines):
        out(line + "\n")
        if rows and nth % rows == rows - 1 and nth + 1 < len(lines):
            out(f"\x1b[1m{PAGER}\x1b[0m")
            key()
            out("\r\x1b[K")


def key():
    """One key, without its echo."""
    before = termios.tcgetattr(0)
    try:
        tty.setcbreak(0, termios.TCSANOW)
        pressed = os.read(0, 1)
    finally:
        termios.tcsetattr(0, termios.TCSANOW, before)
    if pressed in (b"", b"q"):
        sys.exit(0)


def answer(node, words):
    if words in node.get("answers", {}):
        return node["answers"][words]
    parts = words.split()
    if words == "set cli pagination off":
        return ["Automatic pagination is turned off"]
    if words == "show myself":
        return [f"Machine Name    : {node['name']}", "account name    : administrator"]
    if words == "show version active":
        return [f"Active Master Version: {node.get('version', '14.0.1.13900-155')}",
                "Active Version Installed Software Options:", "No Installed Software Options Found."]
    if words == "show network eth0":
        return ["Ethernet 0", "DHCP         : disabled           Status     : up",
                f"IP Address   : {node['address']:<18} IP Mask    : 255.255.255.000", "Duplicate IP : no", "", "DNS",
                "Primary      : 10.9.0.53          Secondary  : 10.9.1.53"]
    if words == "show network cluster":
        return node["cluster"]
    if words == "utils ntp status":
        state = node.get("clock", "synchronised to NTP server (10.9.0.123) at stratum 3")
        return ["ntpd (pid 28435) is running...", "", state, "   polling server every 64 s", "",
                "Current time in UTC is : " + time.strftime("%a %b %e %H:%M:%S UTC %Y", time.gmtime(time.time() + node.get("ahead", 0)))]
    if words == "utils service list":
        rows = [f"{name}[{state}" for name, state in node["services"].items()]
        return ["Requesting service status, please wait...", "System SSH [STARTED]", *rows, "Primary Node =true"]
    if words == "show cert list trust":
        return ["tomcat-trust/Lab_Root_CA_01fd6d30.pem: Signed Certificate"]
    if words.startswith("run sql ") and words.endswith(" from ldapauthenticationhost"):
        return hosts(node)
    if words.startswith("run sql ") and words.endswith(" from ldapauthentication"):
        return table(("authenticateendusers", "distinguishedname", "usersearchbase"),
                     [node.get("logins", ("t", "cn=ucm reader,dc=lab,dc=example", "ou=crew,dc=lab,dc=example"))])
    if words == "run sql select syncstatus from epassyncagentcfg":
        return ["syncstatus", "=" * 30, "Completed 2026-01-02 03:04:05", ""]
    if len(parts) == 5 and words.startswith("utils network connectivity "):
        return connectivity(parts[3], int(parts[4]), node.get("patience", 2))
    if len(parts) == 4 and words.startswith("utils network host "):
        return host(node, parts[3])
    return ["Executed command unsuccessfully", "No valid command entered"]


def connectivity(name, port, patience):
    try:
        with socket.create_connection((name, port), patience):
            return [f"The far end at {name} port {port} picked up"]
    except OSError:
        return [f"Nobody picked up at {name} port {port}"]


def host(node, name):
    try:
        address = socket.gethostbyname(name)
    except OSError:
        address = None
    if not address or name in node.get("lost", []):
        return ["Local Resolution:", "", "External Resolution:", "No external servers found"]
    return ["Local Resolution:", f"{name} resolves locally to {address}", "", "External Resolution:",
            f"{name} has address {address}"]


def hosts(node):
    rows = [(host[0], str(nth), (host[2:] or ["f"])[0], str(host[1])) for nth, host in enumerate(node["hosts"], 1)]
    return table(("hostname", "priority", "sslenabled", "portnumber"), rows)


def table(names, rows):
    rows = [names, *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(names))]
    lines = [" ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in rows]
    return [lines[0], " ".join("=" * width for width in widths), *lines[1:], ""]


if __name__ == "__main__":
    main()
