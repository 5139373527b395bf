package dev.millrace.executor.tools;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Takes secrets out of what others will read: a server may repeat what it was sent. */
public final class SecretTexts {

    /** Shorter ones would take harmless words along. */
    private static final int SHORTEST = 6;

    private final List<String> secrets;

    public SecretTexts(Collection<String> secrets) {
        this.secrets =
                secrets.stream()
                        .filter(secret -> secret.length() >= SHORTEST)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    public String hide(String text) {
        String hidden = text;
        for (String secret : secrets) {
            hidden = hidden.replace(secret, "***");
        }
        return hidden;
    }
}
