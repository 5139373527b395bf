package dev.millrace.gateway.streaming;

import dev.millrace.gateway.streaming.TokenScan.From;
import dev.millrace.gateway.streaming.TokenScan.Part;
import java.util.concurrent.CompletableFuture;

/**
 * What a reader wants of a partition.
 *
 * @param end before where to stop
 * @param answer done when it has got something, or does not want it any more
 */
record Wish(String taskId, From from, long end, CompletableFuture<Part> answer) {}
