#!/usr/bin/env bash
# who-has-sent-the-message.sh : messages of syslog in five forms, and which host, program and time four readers see in them.
#
# rsyslog 8.2302.0 (Debian 12); npm nsyslog-parser 0.10.1 and syslog-parse 2.0.0; PyPI syslogmp 0.4. Seen on 2026-11-30.
#
# Voice systems and gateways send syslog with a number of the message in front, and the host behind it or not at all. One would guess
# that a reader either knows this widespread form or says that it is none, and that the forms with a year and with an ISO time
# are read by all today. What happens: to nsyslog-parser the number is the host, so each message is from a host of its own; to rsyslog
# it is the program, and the host is whoever had the connection. Both put the time of arrival in place of the one that stands there, so
# what was sent late, as after a network was down, is not found by its time. syslog-parse and syslogmp read the oldest form alone. A
# year is no trouble to rsyslog; nsyslog-parser takes that day's midnight. An ISO time and the host behind it are lost to it.
. "$(dirname "$0")/lab/lab.bash"
debs rsyslog=8.2302.0- libestr0=0.1.11- libfastjson4=1.2304.0- liblognorm5=2.0.6-
python_packages syslogmp==0.4
node_packages nsyslog-parser@0.10.1 syslog-parse@2.0.0
export TZ=UTC
cat >messages <<'T'
<189>1234: cucm1: Nov 20 10:15:00.123 UTC: %AUTH-3-FAILED: anna
<34>Nov 20 10:15:00 cucm1 auth: anna
<34>Nov 20 2026 10:15:00 cucm1 auth: anna
<34>2026-11-20T10:15:00+00:00 cucm1 auth: anna
<34>1 2026-11-20T10:15:00Z cucm1 auth - - - anna
T
cat >rsyslog.conf <<C
global(workDirectory="$work")
module(load="imtcp")
input(type="imtcp" port="15141" address="127.0.0.1")
template(name="seen" type="string" string="%hostname%|%programname%|%timereported:::date-rfc3339%\n")
action(type="omfile" file="$work/seen" template="seen")
C
cat >read.py <<'P'
import subprocess

import syslogmp


def by_node(name, message):
    return subprocess.run(["node", "read.cjs", name, message], capture_output=True, text=True).stdout.strip()


def by_syslogmp(message):
    try:
        read = syslogmp.parse(message.encode())
    except syslogmp.parser.MessageFormatError:
        return ""
    return f"{read.hostname}|{read.message.decode().split(':')[0]}|{read.timestamp}"


for number, message in enumerate(open("messages").read().splitlines()):
    for name, said in (("rsyslog", open("seen").read().splitlines()[number]), ("syslogmp", by_syslogmp(message)),
                       ("nsyslog-parser", by_node("nsyslog-parser", message)), ("syslog-parse", by_node("syslog-parse", message))):
        host, program, time = said.split("|") if said else ("", "", "")
        when = "its time" if "10:15:00" in time else "midnight" if "00:00:00" in time else "time of arrival"
        print(name, message, f"host {host or '-'}, program {program or '-'}, {when}" if said else "none", sep="\t")
P
cat >read.cjs <<'J'
const [name, message] = process.argv.slice(2), library = require(name), read = (library.default ?? library)(message)
if (read) console.log([read.host, read.appName ?? read.process, (read.ts ?? read.time).toISOString()].join('|'))
J
LD_LIBRARY_PATH=$(echo "$work"/usr/lib/*-linux-gnu) serve rsyslog rsyslogd -n -f rsyslog.conf -i "$work/rsyslog.pid" \
    -M "$(echo "$work"/usr/lib/*-linux-gnu/rsyslog)"
listening 15141
cat messages >/dev/tcp/127.0.0.1/15141
for _ in $(seq 100); do [ -e seen ] && [ "$(wc -l <seen)" = 5 ] && break; sleep 0.1; done
venv/bin/python read.py >readings
seen=$(alike messages readings)
expect "$seen" '<189>1234: cucm1: Nov 20 10:15:00.123 UTC: %AUTH-3-FAILED: anna = host localhost, program 1234, time of arrival: rsyslog
<189>1234: cucm1: Nov 20 10:15:00.123 UTC: %AUTH-3-FAILED: anna = none: syslogmp, syslog-parse
<189>1234: cucm1: Nov 20 10:15:00.123 UTC: %AUTH-3-FAILED: anna = host 1234, program -, time of arrival: nsyslog-parser
<34>Nov 20 10:15:00 cucm1 auth: anna = host cucm1, program auth, its time: rsyslog, syslogmp, nsyslog-parser, syslog-parse
<34>Nov 20 2026 10:15:00 cucm1 auth: anna = host cucm1, program auth, its time: rsyslog
<34>Nov 20 2026 10:15:00 cucm1 auth: anna = none: syslogmp, syslog-parse
<34>Nov 20 2026 10:15:00 cucm1 auth: anna = host -, program -, midnight: nsyslog-parser
<34>2026-11-20T10:15:00+00:00 cucm1 auth: anna = host cucm1, program auth, its time: rsyslog
<34>2026-11-20T10:15:00+00:00 cucm1 auth: anna = none: syslogmp, syslog-parse
<34>2026-11-20T10:15:00+00:00 cucm1 auth: anna = host -, program -, time of arrival: nsyslog-parser
<34>1 2026-11-20T10:15:00Z cucm1 auth - - - anna = host cucm1, program auth, its time: rsyslog, nsyslog-parser
<34>1 2026-11-20T10:15:00Z cucm1 auth - - - anna = none: syslogmp, syslog-parse'
