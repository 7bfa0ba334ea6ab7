import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** What JNDI makes of filters: each line of standard input is one, answered by its BER in hexadecimal, or by NO. */
public class Filters {
    public static void main(String[] arguments) throws Exception {
        Class<?> encoder = Class.forName("com.sun.jndi.ldap.BerEncoder");
        Constructor<?> make = encoder.getDeclaredConstructor();
        Method encode = Class.forName("com.sun.jndi.ldap.Filter")
                .getDeclaredMethod("encodeFilterString", encoder, String.class, boolean.class);
        Method bytes = encoder.getDeclaredMethod("getTrimmedBuf");
        make.setAccessible(true);
        encode.setAccessible(true);
        bytes.setAccessible(true);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Object into = make.newInstance();
            try {
                encode.invoke(null, into, line.replace("<LF>", "\n").replace("<TAB>", "\t"), true);
            } catch (InvocationTargetException refused) {
                System.out.println("NO");
                continue;
            }
            StringBuilder text = new StringBuilder();
            for (byte octet : (byte[]) bytes.invoke(into)) {
                text.append(String.format("%02x", octet));
            }
            System.out.println(text);
        }
    }
}
