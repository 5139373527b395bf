package dev.millrace.schemas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The AsyncAPI document of the topics, made from the catalogue. */
final class AsyncApi {

    /** The newest version of Avro that AsyncAPI has a name for; schemas have not changed since. */
    private static final String AVRO = "application/vnd.apache.avro;version=1.9.0";

    private static final String BINDING = "0.5.0";
    private static final String DEAD_LETTER = "DeadLetter";
    private static final String DESCRIPTION =
            """
            All topics of Millrace. Those who use it over Kafka write `agents.tasks.requested` and
            `agents.tasks.commands` and read `agents.tasks.results`, `agents.tasks.events` and
            `agents.usage.recorded`; the others are between its own services. Operations bear the
            name of who writes or reads as a tag.

            Values are Avro in Confluent's wire format with subjects by TopicNameStrategy; keys are
            UTF-8. Read with `isolation.level=read_committed`. Beside each topic is its dead-letter
            topic, `<topic>.dlq`.
            """;

    private AsyncApi() {}

    /** The document in YAML. */
    static String yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setDereferenceAliases(true);
        options.setWidth(120);
        return "# Made from the catalogue of topics; see the README of the module schemas.\n"
                + new Yaml(options).dump(document());
    }

    private static Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("asyncapi", "3.0.0");
        document.put("info", info());
        document.put("defaultContentType", "application/vnd.apache.avro");
        document.put("servers", Map.of("local", server()));
        document.put("channels", channels());
        document.put("operations", operations());
        document.put("components", components());
        return document;
    }

    private static Map<String, Object> info() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Millrace");
        info.put("version", "1");
        info.put("description", DESCRIPTION);
        info.put(
                "license",
                ordered(
                        "name",
                        "Apache 2.0",
                        "url",
                        "https://www.apache.org/licenses/LICENSE-2.0"));
        info.put("tags", List.of(Party.values()).stream().map(AsyncApi::tag).toList());
        return info;
    }

    private static Map<String, Object> server() {
        return ordered(
                "host",
                "127.0.0.1:9092",
                "protocol",
                "kafka",
                "description",
                "The broker that `./millrace up` starts.",
                "bindings",
                kafka(
                        ordered(
                                "schemaRegistryUrl",
                                "http://127.0.0.1:8081/apis/ccompat/v7",
                                "schemaRegistryVendor",
                                "confluent")));
    }

    private static Map<String, Object> channels() {
        Map<String, Object> channels = new LinkedHashMap<>();
        for (TopicUse use : TopicUse.all()) {
            Topic<?, ?> topic = use.topic();
            channels.put(
                    topic.name(),
                    channel(
                            topic.name(),
                            use.purpose(),
                            topic.valueType().getSimpleName(),
                            topic.partitions(),
                            topic.settings()));
            channels.put(
                    topic.deadLetterName(),
                    channel(
                            topic.deadLetterName(),
                            "Records of " + topic.name() + " that could not be processed.",
                            DEAD_LETTER,
                            topic.partitions(),
                            topic.deadLetterSettings()));
        }
        return channels;
    }

    private static Map<String, Object> channel(
            String name,
            String summary,
            String message,
            int partitions,
            Map<String, String> settings) {
        return ordered(
                "address",
                name,
                "summary",
                summary,
                "messages",
                Map.of(message, reference("components/messages/" + message)),
                "bindings",
                kafka(
                        ordered(
                                "topic",
                                name,
                                "partitions",
                                partitions,
                                "topicConfiguration",
                                configuration(settings))));
    }

    private static Map<String, Object> configuration(Map<String, String> settings) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        settings.forEach(
                (name, value) ->
                        configuration.put(
                                name,
                                name.equals("cleanup.policy")
                                        ? List.of(value)
                                        : Long.valueOf(value)));
        return configuration;
    }

    private static Map<String, Object> operations() {
        Map<String, Object> operations = new LinkedHashMap<>();
        for (TopicUse use : TopicUse.all()) {
            String message = use.topic().valueType().getSimpleName();
            String name = use.topic().name();
            use.writers()
                    .forEach(
                            party ->
                                    operations.put(
                                            operationId(party, "writes", name),
                                            operation("send", party, name, message)));
            use.readers()
                    .forEach(
                            party ->
                                    operations.put(
                                            operationId(party, "reads", name),
                                            operation("receive", party, name, message)));
        }
        return operations;
    }

    private static String operationId(Party party, String verb, String topic) {
        return party.id().replace(' ', '-') + "." + verb + "." + topic;
    }

    private static Map<String, Object> operation(
            String action, Party party, String topic, String message) {
        return ordered(
                "action",
                action,
                "channel",
                reference("channels/" + topic),
                "tags",
                List.of(Map.of("name", party.id())),
                "messages",
                List.of(reference("channels/" + topic + "/messages/" + message)));
    }

    private static Map<String, Object> components() {
        Map<String, Object> messages = new LinkedHashMap<>();
        TopicUse.all()
                .forEach(
                        use ->
                                messages.putIfAbsent(
                                        use.topic().valueType().getSimpleName(), message(use)));
        messages.put(DEAD_LETTER, deadLetter());
        return ordered(
                "messages",
                messages,
                "schemas",
                ordered("TraceHeaders", traceHeaders(), "ReasonHeaders", reasonHeaders()));
    }

    private static Map<String, Object> message(TopicUse use) {
        Schema schema = Contract.of(use.topic());
        return ordered(
                "name",
                schema.getFullName(),
                "title",
                schema.getName(),
                "summary",
                schema.getDoc(),
                "headers",
                reference("components/schemas/TraceHeaders"),
                "payload",
                ordered("schemaFormat", AVRO, "schema", json(schema)),
                "bindings",
                kafka(
                        ordered(
                                "key",
                                ordered("type", "string", "description", "The " + use.key() + "."),
                                "schemaIdLocation",
                                "payload",
                                "schemaIdPayloadEncoding",
                                "confluent",
                                "schemaLookupStrategy",
                                "TopicNameStrategy")));
    }

    private static Map<String, Object> deadLetter() {
        return ordered(
                "name",
                DEAD_LETTER,
                "title",
                "Dead letter",
                "summary",
                "A record with its original key and bytes, and headers that say why it lies here.",
                "contentType",
                "application/octet-stream",
                "headers",
                reference("components/schemas/ReasonHeaders"),
                "payload",
                ordered("description", "The bytes of the original, readable or not."),
                "bindings",
                kafka(ordered("key", ordered("description", "The key of the original."))));
    }

    private static Map<String, Object> traceHeaders() {
        return ordered(
                "type",
                "object",
                "properties",
                ordered(
                        "traceparent",
                        text("The trace that the record belongs to (W3C Trace Context)."),
                        "tracestate",
                        text("What tracing systems add to it, kept from the request.")));
    }

    private static Map<String, Object> reasonHeaders() {
        String prefix = "__streams.errors.";
        return ordered(
                "type",
                "object",
                "required",
                List.of(prefix + "topic", prefix + "partition", prefix + "offset"),
                "properties",
                ordered(
                        prefix + "topic",
                        text("The topic of the original."),
                        prefix + "partition",
                        text("Its partition, in digits."),
                        prefix + "offset",
                        text("Its offset, in digits."),
                        prefix + "exception",
                        text("What went wrong: the class."),
                        prefix + "message",
                        text("What went wrong: the message, cut to 1,024 characters."),
                        prefix + "stacktrace",
                        text("Where it went wrong, cut to 8,192 characters.")));
    }

    private static Map<String, Object> text(String description) {
        return ordered("type", "string", "description", description);
    }

    private static Map<String, Object> tag(Party party) {
        return ordered("name", party.id(), "description", party.purpose());
    }

    private static Map<String, Object> reference(String place) {
        return Map.of("$ref", "#/" + place);
    }

    private static Map<String, Object> kafka(Map<String, Object> binding) {
        binding.put("bindingVersion", BINDING);
        return Map.of("kafka", binding);
    }

    /** JSON is YAML too, but a schema may nest deeper than YAML is usually allowed to. */
    private static Map<String, Object> json(Schema schema) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(200);
        return new Yaml(options).load(schema.toString());
    }

    /** A map of names and values in the order given. */
    private static Map<String, Object> ordered(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
