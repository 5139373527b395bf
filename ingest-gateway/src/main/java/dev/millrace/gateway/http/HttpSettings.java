package dev.millrace.gateway.http;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What requests over HTTP may take.
 *
 * @param body the largest request body
 * @param bodies the most bytes of request bodies that are worked on at the same time; more wait. A
 *     tenant gets half of it, and at least the largest body
 * @param smallBodies the most bytes of request bodies of up to 64 KiB that are worked on at the
 *     same time; these do not count among {@code bodies}
 * @param bodiesWait how long a request waits for its share of {@code bodies} before it is told to
 *     come again
 * @param bodyWithin how long a body may take to arrive
 * @param bodySilence how long nothing of a body may come; short, so that whoever keeps a request
 *     open without sending is answered within a second, and longer for callers with lossy lines
 * @param bodyRate how much of a body must come in a second, on average after {@code body-silence}
 * @param unread the most bytes of a body nobody wants that are still taken, so that the caller, who
 *     is still writing, reads the answer
 * @param unreadWithin how long a body that nobody wants is still taken
 * @param unreadPerAddress for how many callers at one address bodies that nobody wants are taken at
 *     the same time
 * @param longestWait the longest that {@code Prefer: wait} waits for the end of a task
 */
@Validated
@ConfigurationProperties("millrace.gateway.http")
public record HttpSettings(
        @DefaultValue("8MB") DataSize body,
        @DefaultValue("24MB") DataSize bodies,
        @DefaultValue("4MB") DataSize smallBodies,
        @DefaultValue("5s") Duration bodiesWait,
        @DefaultValue("30s") Duration bodyWithin,
        @DurationMin(millis = 1) @DefaultValue("700ms") Duration bodySilence,
        @DefaultValue("8KB") DataSize bodyRate,
        @DefaultValue("64MB") DataSize unread,
        @DefaultValue("5s") Duration unreadWithin,
        @Min(0) @DefaultValue("8") int unreadPerAddress,
        @DefaultValue("60s") Duration longestWait) {}
