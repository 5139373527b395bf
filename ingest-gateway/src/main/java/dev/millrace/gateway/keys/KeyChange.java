package dev.millrace.gateway.keys;

/** What came of an order to change keys. */
public sealed interface KeyChange {

    /**
     * There is a new key.
     *
     * @param text the key itself, which is shown this once
     */
    record Made(StoredKey key, String text) implements KeyChange {

        @Override
        public String toString() {
            return "Made[" + key + "]";
        }
    }

    /** A key opens nothing any more. */
    record Revoked(StoredKey key) implements KeyChange {}

    /** The caller may see no such key. */
    record Unknown() implements KeyChange {}

    /** It is not done. */
    record Refused(String reason) implements KeyChange {}

    /** It cannot be done at present. */
    record Unavailable(String reason) implements KeyChange {}
}
