package dev.millrace.gateway.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What requests over HTTP may take.
 *
 * @param body the largest request body
 * @param bodies the most bytes of request bodies that are worked on at the same time; more wait
 * @param bodiesWait how long a request waits for its share of that before it is told to come again
 * @param bodyWithin how long a body may take to arrive
 * @param unread the most bytes of a body nobody wants that are still taken, so that the caller, who
 *     is still writing, reads the answer
 * @param unreadWithin how long that may take
 * @param longestWait the longest that {@code Prefer: wait} waits for the end of a task
 */
@Validated
@ConfigurationProperties("millrace.gateway.http")
public record HttpSettings(
        @DefaultValue("8MB") DataSize body,
        @DefaultValue("24MB") DataSize bodies,
        @DefaultValue("5s") Duration bodiesWait,
        @DefaultValue("30s") Duration bodyWithin,
        @DefaultValue("512MB") DataSize unread,
        @DefaultValue("30s") Duration unreadWithin,
        @DefaultValue("60s") Duration longestWait) {}
