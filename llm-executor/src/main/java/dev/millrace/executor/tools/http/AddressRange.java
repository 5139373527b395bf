package dev.millrace.executor.tools.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** Addresses that begin with the same bits, such as 10.0.0.0/8. */
final class AddressRange {

    private final byte[] start;
    private final int bits;

    private AddressRange(byte[] start, int bits) {
        this.start = start;
        this.bits = bits;
    }

    static List<AddressRange> of(String... ranges) {
        return Stream.of(ranges).map(AddressRange::parse).toList();
    }

    private static AddressRange parse(String range) {
        int slash = range.indexOf('/');
        return new AddressRange(
                InetAddress.ofLiteral(range.substring(0, slash)).getAddress(),
                Integer.parseInt(range.substring(slash + 1)));
    }

    boolean contains(byte[] address) {
        if (address.length != start.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (start[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The IPv4 address in the bytes from a place on. */
    static InetAddress embedded(byte[] address, int from) {
        byte[] bytes = new byte[4];
        System.arraycopy(address, from, bytes, 0, bytes.length);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
