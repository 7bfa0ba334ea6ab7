# shellcheck shell=bash
# tls.bash : certificates made by openssl(1).
newkey=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)

# self_signed NAME SUBJECT [OPTION...]: NAME.pem with its key in NAME.key, for 30 days.
self_signed() {
    openssl req -x509 "${newkey[@]}" -nodes -days 30 -subj "/CN=$2" -keyout "$1.key" -out "$1.pem" "${@:3}" 2>/dev/null
}

# issued NAME SUBJECT EXTENSION...: the same, issued by ca.pem.
issued() {
    openssl req "${newkey[@]}" -nodes -subj "/CN=$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    printf '%s\n' "${@:3}" >"$1.extensions"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -days 30 -out "$1.pem" -extfile "$1.extensions" 2>/dev/null
}
