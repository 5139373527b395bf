package dev.millrace.executor.progress;

import java.io.ByteArrayOutputStream;

/** Writes single bits, the highest first. */
final class BitWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int current;
    private int filled;

    void write(long value, int count) {
        for (int bit = count - 1; bit >= 0; bit--) {
            current = (current << 1) | (int) ((value >>> bit) & 1);
            filled++;
            if (filled == Byte.SIZE) {
                flush();
            }
        }
    }

    /** How many bits are written. */
    int length() {
        return bytes.size() * Byte.SIZE + filled;
    }

    byte[] toByteArray() {
        if (filled > 0) {
            current <<= Byte.SIZE - filled;
            flush();
        }
        return bytes.toByteArray();
    }

    private void flush() {
        bytes.write(current);
        current = 0;
        filled = 0;
    }
}
