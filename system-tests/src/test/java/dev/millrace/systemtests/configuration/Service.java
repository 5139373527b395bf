package dev.millrace.systemtests.configuration;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The services that are configured. */
enum Service {
    INGEST_GATEWAY("ingest-gateway", "dev.millrace.gateway"),
    STREAM_PROCESSORS("stream-processors", "dev.millrace.streams"),
    LLM_EXECUTOR("llm-executor", "dev.millrace.executor"),
    RESULT_SINK("result-sink", "dev.millrace.sink");

    private final String module;
    private final String rootPackage;

    Service(String module, String rootPackage) {
        this.module = module;
        this.rootPackage = rootPackage;
    }

    String module() {
        return module;
    }

    /** Who has the settings of a class: one service, or all when it is in a module they share. */
    static Set<Service> of(String className) {
        return Arrays.stream(values())
                .filter(service -> className.startsWith(service.rootPackage + "."))
                .findFirst()
                .<Set<Service>>map(EnumSet::of)
                .orElseGet(() -> EnumSet.allOf(Service.class));
    }
}
