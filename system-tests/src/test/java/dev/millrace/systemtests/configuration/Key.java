package dev.millrace.systemtests.configuration;

import java.util.Locale;
import java.util.Set;

/**
 * A key of a class of settings.
 *
 * @param name the whole key
 * @param services who has it
 * @param values what it can be: type, and range where there is one
 * @param standard what it is when nothing sets it; empty for nothing
 * @param variable the variable of its own; empty when there is only the one that Spring derives
 * @param meaning what it is for
 */
record Key(
        String name,
        Set<Service> services,
        String values,
        String standard,
        String variable,
        String meaning) {

    /** The part of the name under which it is listed. */
    String group() {
        String[] parts = name.split("\\.");
        return parts.length < 3 ? name : parts[0] + "." + parts[1];
    }

    /** The variable that Spring derives. */
    String derivedVariable() {
        return name.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    }

    /** The same with dashes as underlines, which Spring takes too. */
    String lenientVariable() {
        return name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /** Whether a variable is one that sets this key or, in a map or list, an entry of it. */
    boolean isSetBy(String name) {
        return name.equals(derivedVariable())
                || name.equals(lenientVariable())
                || (hasEntries() && name.startsWith(derivedVariable() + "_"));
    }

    private boolean hasEntries() {
        return values.startsWith("map") || values.startsWith("list");
    }
}
