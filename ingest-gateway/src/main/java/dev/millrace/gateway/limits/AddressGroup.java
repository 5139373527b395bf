package dev.millrace.gateway.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Names the addresses that one caller has as a rule: one of IPv4, a network of 64 bits of IPv6. */
final class AddressGroup {

    private static final int NETWORK_BYTES = 8;

    private AddressGroup() {}

    static String of(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
                            + "/64"
                    : address;
        } catch (IllegalArgumentException _) {
            // What is no address stands for itself.
            return address;
        }
    }
}
