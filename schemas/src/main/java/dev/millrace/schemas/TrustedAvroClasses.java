package dev.millrace.schemas;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro instantiate the generated classes of Millrace: since 1.12.2 it refuses classes outside
 * packages that are trusted. Call {@link #install()} before the first event is read.
 */
public final class TrustedAvroClasses {

    private static final Set<String> PACKAGES = ConcurrentHashMap.newKeySet();

    private TrustedAvroClasses() {}

    /** Trusts the package {@code dev.millrace} in addition to what is trusted already. */
    public static void install() {
        trustPackage("dev.millrace");
    }

    /** Trusts the generated classes of one more package, such as that of a service's own state. */
    public static synchronized void trustPackage(String packageName) {
        if (PACKAGES.add(packageName)) {
            ClassSecurityValidator.setGlobal(
                    ClassSecurityValidator.composite(
                            ClassSecurityValidator.getGlobal(),
                            type -> packageName.equals(type.getPackageName())));
        }
    }
}
