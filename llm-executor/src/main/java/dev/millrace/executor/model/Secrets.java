package dev.millrace.executor.model;

import java.util.regex.Pattern;

/** Takes API keys out of texts that people will read; some providers repeat the key they refuse. */
final class Secrets {

    private static final Pattern LOOKS_LIKE_A_KEY = Pattern.compile("\\bsk-[A-Za-z0-9_*-]{4,}");

    private final String key;

    Secrets(String key) {
        this.key = key;
    }

    String hide(String text) {
        String hidden = key.isBlank() ? text : text.replace(key, "***");
        return LOOKS_LIKE_A_KEY.matcher(hidden).replaceAll("***");
    }
}
