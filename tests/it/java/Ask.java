import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.ldap.InitialLdapContext;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a Java LDAP client says to servers: each line of standard input is HOST PORT STORE, a file of PEM certificates.
 * Answered by one line: OK, or NO and the chain of exceptions. The first line tells the version, and whether it is one of
 * those that refuse what others still take.
 */
public class Ask extends SocketFactory {
    private static SocketFactory delegate;

    /** Called by JNDI, which is told this class's name. */
    public static SocketFactory getDefault() {
        return new Ask();
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        boolean recent = String.valueOf(Security.getProperty("jdk.tls.disabledAlgorithms")).contains("TLS_RSA_");
        System.out.println("READY " + System.getProperty("java.version") + (recent ? " recent" : " older"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            System.out.println(ask(words[0], words[1], words[2]));
            System.out.flush();
        }
    }

    private static String ask(String host, String port, String store) {
        try {
            delegate = trusting(store).getSocketFactory();
            Hashtable<String, String> environment = new Hashtable<>();
            environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
            environment.put(Context.PROVIDER_URL, "ldaps://" + host + ":" + port);
            environment.put("java.naming.ldap.factory.socket", Ask.class.getName());
            environment.put("com.sun.jndi.ldap.connect.timeout", "10000");
            environment.put("com.sun.jndi.ldap.read.timeout", "10000");
            new InitialLdapContext(environment, null).close();
            return "OK";
        } catch (Throwable thrown) {
            StringBuilder text = new StringBuilder("NO");
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                text.append(" <- ").append(cause.getClass().getSimpleName()).append(": ").append(cause.getMessage());
            }
            return text.toString().replace('\n', ' ').replace('\r', ' ');
        }
    }

    private static SSLContext trusting(String file) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (String pem : Files.readString(Path.of(file)).split("(?<=-----END CERTIFICATE-----)\n")) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Certificate certificate = factory.generateCertificate(new java.io.ByteArrayInputStream(pem.getBytes()));
            store.setCertificateEntry("a" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public Socket createSocket() throws IOException {
        return delegate.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return delegate.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return delegate.createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return delegate.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return delegate.createSocket(host, port, local, localPort);
    }
}
