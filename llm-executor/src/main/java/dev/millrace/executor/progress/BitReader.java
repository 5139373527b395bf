package dev.millrace.executor.progress;

/** Reads single bits, the highest first. */
final class BitReader {

    private final byte[] bytes;
    private int position;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** How many bits are left. */
    int left() {
        return bytes.length * Byte.SIZE - position;
    }

    /**
     * @throws MalformedMetadataException if there are not so many bits left
     */
    long read(int count) {
        long value = 0;
        for (int bit = 0; bit < count; bit++) {
            int index = position / Byte.SIZE;
            if (index >= bytes.length) {
                throw new MalformedMetadataException("bits are missing at the end");
            }
            value = (value << 1) | ((bytes[index] >>> (Byte.SIZE - 1 - position % Byte.SIZE)) & 1);
            position++;
        }
        return value;
    }
}
