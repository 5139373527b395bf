package dev.millrace.gateway.http;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What a request may have before its body is looked at; twice as much of headers or path ends the
 * connection with a 400.
 *
 * @param target the longest path and query
 * @param headers the most bytes of all headers
 * @param headerCount the most headers
 * @param parameters the most parameters in the query
 * @param cookies the most cookies
 */
@Validated
@ConfigurationProperties("millrace.gateway.http.request")
public record RequestSettings(
        @DefaultValue("8KB") DataSize target,
        @DefaultValue("16KB") DataSize headers,
        @Min(1) @DefaultValue("100") int headerCount,
        @Min(0) @DefaultValue("32") int parameters,
        @Min(0) @DefaultValue("50") int cookies) {

    /** What the server reads at most before it ends the connection. */
    int serverBytes() {
        return Math.toIntExact(2 * (target.toBytes() + headers.toBytes()));
    }
}
