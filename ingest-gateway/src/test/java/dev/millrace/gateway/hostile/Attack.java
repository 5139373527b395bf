package dev.millrace.gateway.hostile;

import java.nio.charset.StandardCharsets;

/**
 * A request that must be refused.
 *
 * @param kind what is wrong with it
 * @param wire what is sent; each character is a byte
 * @param filler how many more bytes follow, in chunks of a chunked body
 */
record Attack(String kind, String wire, long filler) {

    static Attack of(String kind, byte[] bytes, long filler) {
        return new Attack(kind, new String(bytes, StandardCharsets.ISO_8859_1), filler);
    }

    byte[] bytes() {
        return wire.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** For reports: the beginning, with what cannot be printed left out. */
    @Override
    public String toString() {
        String text = wire.substring(0, Math.min(wire.length(), 300));
        return kind + ": " + text.replace("\r\n", "|").replaceAll("[^ -~]", "?");
    }
}
