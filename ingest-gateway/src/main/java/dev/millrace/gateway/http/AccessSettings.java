package dev.millrace.gateway.http;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * From where the gateway may be used.
 *
 * @param trustedProxies addresses and networks of proxies whose {@code X-Forwarded-For} and {@code
 *     X-Forwarded-Proto} are believed; none unless named
 * @param openMetrics whether what is measured can be read without a key
 * @param corsOrigins the origins whose pages may call the gateway from a browser; none unless named
 * @param corsMethods the methods that pages of other origins may use
 * @param corsHeaders the headers that pages of other origins may send; a star stands for any
 *     letters
 * @param corsMaxAge how long a browser may remember what pages of other origins may do
 */
@Validated
@ConfigurationProperties("millrace.gateway.access")
public record AccessSettings(
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("true") boolean openMetrics,
        @DefaultValue List<String> corsOrigins,
        @DefaultValue({"GET", "POST", "DELETE"}) List<String> corsMethods,
        @DefaultValue({
                    "Authorization",
                    "X-API-Key",
                    "Content-Type",
                    "Prefer",
                    "Idempotency-Key",
                    "Last-Event-ID",
                    "X-Request-Id",
                    "traceparent",
                    "OpenAI-*",
                    "X-Stainless-*",
                    "User-Agent"
                })
                List<String> corsHeaders,
        @DefaultValue("1h") Duration corsMaxAge) {}
