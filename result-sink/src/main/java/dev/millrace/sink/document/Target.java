package dev.millrace.sink.document;

import java.util.Locale;

/** Where documents of a kind are stored. */
public enum Target {
    /** One document per task, behind an alias; a newer version replaces an older one. */
    RESULTS("agents-results"),
    /** One document per event of a task, in a data stream. */
    EVENTS("agents-events-default"),
    /** One document per physical call of a model, in a data stream. */
    USAGE("agents-usage-default"),
    /** One document per action of a person or a service, in a data stream. */
    AUDIT("agents-audit-default"),
    /** One document per dead letter, in a data stream. */
    DEAD_LETTERS("agents-deadletters-default");

    private final String destination;

    Target(String destination) {
        this.destination = destination;
    }

    /** The name of the alias or data stream. */
    public String destination() {
        return destination;
    }

    /** The name of the index template. */
    public String template() {
        return destination.replace("-default", "");
    }

    /** The kind in lower case, as metrics and logs call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
