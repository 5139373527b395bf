package dev.millrace.gateway.identity;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Says loudly that a key which everybody knows opens everything. */
final class DevelopmentWarning implements InfoContributor {

    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentWarning.class);
    private static final String TEXT =
            "DEVELOPMENT MODE: the key for development opens everything. It is off as soon as there"
                    + " are keys of the configuration, a token issuer or an API key, or when it is"
                    + " set to nothing (MILLRACE_DEV_KEY=).";

    private final DevelopmentKey key;

    DevelopmentWarning(DevelopmentKey key) {
        this.key = key;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        switch (key.mode()) {
            case ON -> LOG.warn("{}", TEXT);
            case OFF -> LOG.info("The development key is off");
            case NOT_KNOWN_YET ->
                    LOG.warn("Whether the development key is on shows when the keys are read");
        }
    }

    @Override
    public void contribute(Info.Builder builder) {
        DevelopmentKey.Mode mode = key.mode();
        builder.withDetail(
                "identity",
                mode == DevelopmentKey.Mode.ON
                        ? Map.of("developmentKey", "on", "warning", TEXT)
                        : Map.of(
                                "developmentKey",
                                mode == DevelopmentKey.Mode.OFF ? "off" : "not known yet"));
    }
}
