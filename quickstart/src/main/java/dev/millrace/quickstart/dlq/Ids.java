package dev.millrace.quickstart.dlq;

import java.util.regex.Pattern;

/** The ids of dead letters. */
final class Ids {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]+:\\d+:\\d+");

    private Ids() {}

    /** Where the gateway has a letter. */
    static String path(GatewayOptions gateway, String id) {
        if (!FORM.matcher(id).matches()) {
            throw gateway.usage(
                    "\"%s\" is no dead letter: ids are topic:partition:offset".formatted(id));
        }
        return LetterList.PATH + "/" + id;
    }
}
