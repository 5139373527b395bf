package dev.millrace.gateway.limits;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How instances tell each other what they let through.
 *
 * @param enabled whether instances tell each other what they let through
 * @param every how often instances tell each other what they let through, when there is something
 *     to tell
 */
@Validated
@ConfigurationProperties("millrace.gateway.rates.exchange")
public record ExchangeSettings(
        @DefaultValue("true") boolean enabled, @DefaultValue("100ms") Duration every) {}
