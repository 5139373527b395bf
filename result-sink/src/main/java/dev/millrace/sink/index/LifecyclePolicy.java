package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ilm.get_lifecycle.Lifecycle;
import co.elastic.clients.json.JsonData;
import dev.millrace.sink.document.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long the documents of a kind are kept, as a policy of Elasticsearch.
 *
 * @param target the kind
 * @param terms what the policy does, in words by which two are compared
 * @param phases what the policy does, as Elasticsearch has it
 */
record LifecyclePolicy(Target target, String terms, ObjectNode phases) {

    private static final String MANAGER = "managed_by";
    private static final String US =
            "millrace result-sink: follows millrace.elasticsearch.lifecycle unless changed by hand";
    private static final String TERMS = "terms";
    private static final String VERSION = "version";

    static LifecyclePolicy of(Target target, LifecycleSettings settings) {
        String age = time(settings.rolloverAge());
        String size = settings.rolloverSize().toMegabytes() + "mb";
        Duration keep = settings.keep(target);
        ObjectNode phases = JsonMapper.shared().createObjectNode();
        phases.putObject("hot")
                .put("min_age", "0ms")
                .putObject("actions")
                .putObject("rollover")
                .put("max_age", age)
                .put("max_primary_shard_size", size);
        if (keep.isPositive()) {
            phases.putObject("delete")
                    .put("min_age", time(keep))
                    .putObject("actions")
                    .putObject("delete");
        }
        String end = keep.isPositive() ? "deleted " + time(keep) + " after" : "never deleted";
        return new LifecyclePolicy(
                target, "rolled over at " + age + " or " + size + ", " + end, phases);
    }

    /** Policy and index template have one name. */
    String name() {
        return target.template();
    }

    /** The component template by which new indices get the policy. */
    String component() {
        return name() + "@lifecycle";
    }

    /**
     * @param version which one of its name Elasticsearch will count it as
     */
    String json(long version) {
        ObjectNode policy = JsonMapper.shared().createObjectNode();
        ObjectNode content = policy.putObject("policy");
        content.putObject("_meta").put(MANAGER, US).put(TERMS, terms).put(VERSION, version);
        content.set("phases", phases);
        return policy.toString();
    }

    /** The settings of an index that has the policy. */
    ObjectNode settings() {
        ObjectNode settings = JsonMapper.shared().createObjectNode();
        ObjectNode lifecycle =
                settings.putObject("index").putObject("lifecycle").put("name", name());
        if (target == Target.RESULTS) {
            // A data stream knows by itself where it writes.
            lifecycle.put("rollover_alias", target.destination());
        }
        return settings;
    }

    boolean isSameAs(Lifecycle there) {
        return Objects.equals(terms, text(there, TERMS));
    }

    /**
     * Elasticsearch counts how often a policy was written. What we wrote tells its own count, and
     * whoever changes it by hand keeps that.
     */
    static boolean isOurs(Lifecycle there) {
        return US.equals(text(there, MANAGER))
                && Long.toString(there.version()).equals(text(there, VERSION));
    }

    private static String text(Lifecycle there, String name) {
        Map<String, JsonData> meta = there.policy().meta();
        return meta.containsKey(name) ? meta.get(name).to(Object.class).toString() : "";
    }

    private static String time(Duration duration) {
        return duration.toHours() % 24 == 0 && duration.toHours() > 0
                ? duration.toDays() + "d"
                : duration.toSeconds() + "s";
    }
}
