package dev.millrace.gateway.view;

import java.util.Locale;

/** Why the view left a record aside. */
enum ViewDrop {
    NO_KEY,
    TOMBSTONE,
    STALE,
    FOREIGN_TENANT,
    EXPIRED;

    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
