package dev.millrace.executor.tools.http;

import java.net.UnknownHostException;

/** A host has an address that the tool may not reach; the address itself is nobody's business. */
final class RefusedAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1;

    RefusedAddressException(String host) {
        super(host + " has an address that this tool may not reach");
    }
}
