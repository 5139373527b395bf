package dev.millrace.executor.tools.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of hosts and refuses those that a tool may not reach.
 *
 * <p>The client connects to what comes out of here and never asks again, so that a name which
 * changes its mind gains nothing. Literal addresses, in whatever notation, come this way too.
 */
final class CheckedResolver implements DnsResolver {

    private final Lookup lookup;
    private final boolean allowPrivate;

    CheckedResolver(Lookup lookup, boolean allowPrivate) {
        this.lookup = lookup;
        this.allowPrivate = allowPrivate;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = lookup.all(host);
        for (InetAddress address : addresses) {
            if (!AddressRules.isAllowed(address, allowPrivate)) {
                throw new RefusedAddressException(host);
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** Knows the addresses of hosts, as {@code InetAddress::getAllByName}. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }
}
