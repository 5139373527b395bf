package dev.millrace.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Tells the address that a request came from, past the proxies whose word counts. Thread-safe.
 *
 * <p>{@code X-Forwarded-For} is read from its end as long as who wrote the entry is trusted: what a
 * caller writes into it without being one of them is not believed.
 */
final class TrustedProxies {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final int MOST_HOPS = 20;

    private record Network(InetAddress address, int bits) {

        static Network parse(String text) {
            int slash = text.indexOf('/');
            InetAddress address =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int all = address.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException("no network: " + text);
            }
            return new Network(address, bits);
        }

        boolean contains(byte[] other) {
            byte[] mine = address.getAddress();
            if (other.length != mine.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks;

    /**
     * @param networks addresses or networks ({@code 10.0.0.0/8}, {@code fd00::/8})
     * @throws IllegalArgumentException if one is neither
     */
    TrustedProxies(List<String> networks) {
        this.networks = networks.stream().map(String::strip).map(Network::parse).toList();
    }

    /** The address of the caller. */
    String clientOf(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        if (networks.isEmpty() || !isTrusted(address)) {
            return address;
        }
        List<String> hops =
                Collections.list(request.getHeaders(FORWARDED_FOR)).stream()
                        .flatMap(header -> Arrays.stream(header.split(",")))
                        .map(String::strip)
                        .toList();
        List<String> nearest = hops.reversed();
        for (String hop : nearest.subList(0, Math.min(MOST_HOPS, nearest.size()))) {
            if (!isAddress(hop)) {
                return address;
            }
            address = hop;
            if (!isTrusted(hop)) {
                return address;
            }
        }
        return address;
    }

    /** Whether a request came to its last proxy over TLS, or to the gateway itself. */
    boolean isSecure(HttpServletRequest request) {
        return request.isSecure()
                || (isTrusted(request.getRemoteAddr())
                        && "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
    }

    private boolean isTrusted(String address) {
        if (networks.isEmpty() || !isAddress(address)) {
            return false;
        }
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
