#!/usr/bin/env bash
# a-clock-that-knows-no-time.sh : a time server (NTP) that has no time yet, or asks for fewer questions, by eight clients.
#
# chronyd 4.3 (-Q), check_ntp_time 2.3.3 and Net::NTP 1.5 of Debian 12; PyPI ntplib 0.4.0; npm ntp-client 0.5.3, ntp-time 2.1.1,
# @hapi/sntp 4.0.0 and @destinationstransfers/ntp 2.0.0. Seen on 2026-11-30.
#
# A server of time that has just been started, or that has lost its own source, still answers, and says "not synchronised" (leap 3) and,
# as stratum, 16 or 0. Here its clock is an hour ahead; to a voice cluster it may be where all its servers have their time from. One
# would guess that no client takes a time from such an answer, as RFC 5905 has it. What happens: chronyd and check_ntp_time do not. The
# others, which are those that programs call, hand out the wrong hour as they hand out a good one; @hapi/sntp refuses the stratum 16 and
# takes the 0, with which RFC 4330 says that the server has no time, though both say leap 3. An answer with stratum 0 and the code RATE says "ask
# less often", and is a time to the same six. Tokens of SSO and tickets of Kerberos are good or not by a few minutes.
. "$(dirname "$0")/lab/lab.bash"
debs chrony=4.3- monitoring-plugins-basic=2.3.3- libnet-ntp-perl=1.5-
python_packages ntplib==0.4.0
node_packages ntp-client@0.5.3 ntp-time@2.1.1 @hapi/sntp@4.0.0 @destinationstransfers/ntp@2.0.0
cat >server.py <<'P'
import socket
import struct
import threading
import time


def times(*all_of_them):
    return b"".join(struct.pack(">II", int(one), int(one % 1 * 2**32)) for one in all_of_them)


def answer(port, leap, stratum, reference):
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", port))
    while True:
        asked, client = listener.recvfrom(512)
        now = time.time() + 3600 + 2208988800
        head = struct.pack(">BBbb", leap << 6 | asked[0] & 0o70 | 4, stratum, 6, -20)
        listener.sendto(head + struct.pack(">II", 0, 66) + reference + times(now - 10 if stratum == 2 else 0) + asked[40:48] + times(now, now), client)


for number, (leap, stratum, reference) in enumerate(((0, 2, b"\x0a\0\0\1"), (3, 16, b"INIT"), (3, 0, b"INIT"), (0, 0, b"RATE"))):
    threading.Thread(target=answer, args=(17001 + number, leap, stratum, reference)).start()
with socket.create_server(("127.0.0.1", 17000)) as up:
    while True:
        up.accept()
P
cat >ask.py <<'P'
import subprocess
import sys

import ntplib

PORT = int(sys.argv[1])


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout


def by_node(code):
    return lambda: said("node", "-e", f"const tell = time => {{ console.log(Math.round((time - Date.now()) / 60000)); process.exit() }}; {code}")


def by_ntplib():
    try:
        return str(round(ntplib.NTPClient().request("127.0.0.1", port=PORT, timeout=5).offset / 60))
    except ntplib.NTPException:
        return ""


def by_chronyd():
    read = subprocess.run(["chronyd", "-Q", "-U", "-u", "root", "-t", "5", f"server 127.0.0.1 port {PORT} iburst maxsamples 1"], capture_output=True, text=True)
    return "60" if "wrong by 3600" in read.stdout + read.stderr or "wrong by 3599" in read.stdout + read.stderr else ""


def by_check():
    read = said("usr/lib/nagios/plugins/check_ntp_time", "-H", "127.0.0.1", "-p", str(PORT), "-w", "60", "-c", "120")
    return "60" if "Offset 3599" in read or "Offset 3600" in read else ""


CLIENTS = {
    "chronyd": by_chronyd, "check_ntp_time": by_check, "ntplib": by_ntplib,
    "Net::NTP": lambda: said("perl", "-Iusr/share/perl5", "-MNet::NTP", "-e", f'''my %read = get_ntp_response("127.0.0.1", {PORT});
        printf "%.0f", ($read{{"Transmit Timestamp"}} - time) / 60'''),
    "ntp-client": by_node(f"require('ntp-client').getNetworkTime('127.0.0.1', {PORT}, (error, time) => error ? process.exit() : tell(time))"),
    "ntp-time": by_node(f"new (require('ntp-time').Client)('127.0.0.1', {PORT}).syncTime().then(read => tell(read.time), () => 0)"),
    "@hapi/sntp": by_node(f"require('@hapi/sntp').time({{ host: '127.0.0.1', port: {PORT} }}).then(read => tell(Date.now() + read.t), () => 0)"),
    "@destinationstransfers/ntp": by_node(f"""require('@destinationstransfers/ntp').getNetworkTime({{ server: '127.0.0.1', port: {PORT} }})
        .then(tell, () => 0)""")}
for name, client in CLIENTS.items():
    print(name, sys.argv[2], "an hour ahead" if client().strip() == "60" else "no time", sep="\t")
P
printf '%s\n' 'synchronised, stratum 2' 'not synchronised, stratum 16' 'not synchronised, stratum 0' 'stratum 0, RATE' >answers
serve server python3 server.py
listening 17000
port=17000
while IFS= read -r answer; do
    port=$((port + 1))
    venv/bin/python ask.py "$port" "$answer" </dev/null
done <answers >readings
seen=$(alike answers readings)
expect "$seen" 'synchronised, stratum 2 = an hour ahead: chronyd, check_ntp_time, ntplib, Net::NTP, ntp-client, ntp-time, @hapi/sntp, @destinationstransfers/ntp
not synchronised, stratum 16 = no time: chronyd, check_ntp_time, @hapi/sntp
not synchronised, stratum 16 = an hour ahead: ntplib, Net::NTP, ntp-client, ntp-time, @destinationstransfers/ntp
not synchronised, stratum 0 = no time: chronyd, check_ntp_time
not synchronised, stratum 0 = an hour ahead: ntplib, Net::NTP, ntp-client, ntp-time, @hapi/sntp, @destinationstransfers/ntp
stratum 0, RATE = no time: chronyd, check_ntp_time
stratum 0, RATE = an hour ahead: ntplib, Net::NTP, ntp-client, ntp-time, @hapi/sntp, @destinationstransfers/ntp'
