#!/usr/bin/env bash
# two-tests-of-one-name.sh : reports of tests (JUnit's XML) with two tests of one name, shown and joined by six programs.
#
# PyPI junitparser 5.0.3, junit2html 31.1.4 and xunitparser 1.3.4; npm xunit-viewer 10.6.1, junit-report-merger 9.0.4 and
# test-results-parser 0.4.6. Seen on 2026-11-30.
#
# A check is often made of one subject twice, as from two machines, and its report then has two tests of one name, which the
# format allows. One would guess that each is shown, and that errors and times are kept where reports are joined. What happens:
# xunit-viewer makes one test of them, and the later one says what it is: "wrong password" stands below a tick, and the last line
# has no failure. junit2html counts an error as a failure, and writes it as one where it joins. junit-report-merger puts suites of
# one name together and keeps the time of the first.
. "$(dirname "$0")/lab/lab.bash"
python_packages junitparser==5.0.3 junit2html==31.1.4 xunitparser==1.3.4
node_packages xunit-viewer@10.6.1 junit-report-merger@9.0.4 test-results-parser@0.4.6
cat >made.py <<'P'
"""Reports with these tests, which take a second each."""
WRONG, UNKNOWN, WELL = '<failure message="wrong password"/>', '<error message="no answer"/>', ""
REPORTS = {"failed, then passed": [("dc1", WRONG), ("dc1", WELL), ("dc2", WELL)], "passed, then failed": [("dc1", WELL), ("dc1", WRONG), ("dc2", WELL)],
           "error": [("dc1", UNKNOWN), ("dc2", WELL)], "passed": [("dc1", WELL)]}
for title, tests in REPORTS.items():
    said = [what for _, what in tests]
    with open(f"{title}.xml", "w") as file:
        file.write(f"""<testsuites><testsuite name="directory" tests="{len(tests)}" failures="{said.count(WRONG)}" errors="{said.count(UNKNOWN)}"
            skipped="0" time="{len(tests)}">""")
        file.writelines(f'<testcase classname="bind" name="{name}" time="1">{what}</testcase>' for name, what in tests)
        file.write("</testsuite></testsuites>")
P
python3 made.py
cat >read.py <<'P'
import sys

import xunitparser

for title in sys.argv[1:]:
    _, seen = xunitparser.parse(open(f"{title}.xml"))
    print(f"{title}: xunitparser: {seen.testsRun} tests, {len(seen.failures)} failed, {len(seen.errors)} errors")
P
cat >read.cjs <<'J'
const { parse } = require('test-results-parser')
for (const title of process.argv.slice(2)) {
  const { total, failed, errors } = parse({ type: 'junit', files: [`${title}.xml`] })
  console.log(`${title}: test-results-parser: ${total} tests, ${failed} failed, ${errors} errors`)
}
J
titles=('failed, then passed' 'passed, then failed' error)
{
    for title in "${titles[@]}"; do
        node_modules/.bin/xunit-viewer -r "$title.xml" -c -n -o page.html >shown
        echo "$title: xunit-viewer: $(grep -aE '^[0-9]+ (passed|failure|error)' shown)"
        echo "$title: junit2html: $(venv/bin/junit2html --summary-matrix "$title.xml" | sed -n 's/^ *\(Failed\|Passed\) *: */\1 /p' | paste -sd, | sed 's/,/, /')"
    done
    venv/bin/python read.py "${titles[@]}"
    node read.cjs "${titles[@]}"
    venv/bin/junitparser merge error.xml passed.xml joined.xml
    echo "joined by junitparser: $(grep -o '<testsuites [^>]*' joined.xml)"
    node_modules/.bin/jrm joined.xml error.xml passed.xml >jrm.log
    echo "joined by jrm: $(grep -o '<testsuites [^>]*' joined.xml)"
    venv/bin/junit2html --merge joined.xml error.xml passed.xml
    echo "joined by junit2html: $(grep -o '<testsuites [^>]*' joined.xml), $(grep -o '<failure[^>]*' joined.xml)"
} >seen
expect "$(cat seen)" 'failed, then passed: xunit-viewer: 2 passed
failed, then passed: junit2html: Failed 1, Passed 2
passed, then failed: xunit-viewer: 1 failure, 1 passed
passed, then failed: junit2html: Failed 1, Passed 2
error: xunit-viewer: 1 error, 1 passed
error: junit2html: Failed 1, Passed 1
failed, then passed: xunitparser: 3 tests, 1 failed, 0 errors
passed, then failed: xunitparser: 3 tests, 1 failed, 0 errors
error: xunitparser: 2 tests, 0 failed, 1 errors
failed, then passed: test-results-parser: 3 tests, 1 failed, 0 errors
passed, then failed: test-results-parser: 3 tests, 1 failed, 0 errors
error: test-results-parser: 2 tests, 0 failed, 1 errors
joined by junitparser: <testsuites tests="3" failures="0" errors="1" skipped="0" time="3.0"
joined by jrm: <testsuites tests="3" failures="0" errors="1" skipped="0" time="2"
joined by junit2html: <testsuites duration="3.0", <failure message="no answer"'
