package dev.millrace.schemas;

import org.apache.avro.Schema;

/** The schema of a topic as other programs see it, without what only our generated classes need. */
final class Contract {

    private Contract() {}

    static Schema of(Topic<?, ?> topic) {
        return new Schema.Parser()
                .parse(
                        topic.schema()
                                .toString()
                                .replace(
                                        "{\"type\":\"string\",\"avro.java.string\":\"String\"}",
                                        "\"string\"")
                                .replace(",\"avro.java.string\":\"String\"", ""));
    }
}
