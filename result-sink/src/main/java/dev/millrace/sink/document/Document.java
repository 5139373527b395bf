package dev.millrace.sink.document;

/**
 * A document to store.
 *
 * @param target where it is stored
 * @param id its id: the same record of Kafka always makes the same id
 * @param version rises with every newer document of the same id; only results are ever replaced
 * @param fields what it says
 */
public record Document(Target target, String id, long version, Fields fields) {

    public Document {
        if (id.isBlank()) {
            throw new IllegalArgumentException(
                    "a document for " + target.destination() + " needs an id");
        }
    }

    /** The same with the trace that its record belongs to. */
    public Document inTrace(String traceId) {
        return new Document(target, id, version, fields.inTrace(traceId));
    }
}
