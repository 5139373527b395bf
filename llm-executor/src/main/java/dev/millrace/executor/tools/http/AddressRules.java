package dev.millrace.executor.tools.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Says which addresses a tool may connect to, whatever name led to them. */
final class AddressRules {

    /** What IANA's registry of special-purpose addresses does not call globally reachable. */
    private static final List<AddressRange> NOT_PUBLIC_4 =
            AddressRange.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4");

    private static final List<AddressRange> PUBLIC_6 = AddressRange.of("2000::/3");

    private static final List<AddressRange> NOT_PUBLIC_6 =
            AddressRange.of("2001::/23", "2001:db8::/32", "3fff::/20");

    /** Addresses that carry one of IPv4, where a translator sends the packets on to it. */
    private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16").getFirst();

    private static final AddressRange NAT_64 = AddressRange.of("64:ff9b::/96").getFirst();

    private AddressRules() {}

    static boolean isAllowed(InetAddress address, boolean allowPrivate) {
        if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
            return false;
        }
        return allowPrivate || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_4.stream().noneMatch(range -> range.contains(bytes));
        }
        if (NAT_64.contains(bytes)) {
            return isPublic(AddressRange.embedded(bytes, 12));
        }
        if (SIX_TO_FOUR.contains(bytes)) {
            return isPublic(AddressRange.embedded(bytes, 2));
        }
        return PUBLIC_6.stream().anyMatch(range -> range.contains(bytes))
                && NOT_PUBLIC_6.stream().noneMatch(range -> range.contains(bytes));
    }
}
