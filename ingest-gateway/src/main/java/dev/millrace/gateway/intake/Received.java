package dev.millrace.gateway.intake;

import dev.millrace.gateway.submission.NewTask;

/**
 * A task that cannot be lost any more.
 *
 * @param task what was asked; the id and the time are those of the first request under a key
 * @param replayed whether an earlier request had made it; it may have gone on or ended since
 */
public record Received(NewTask task, boolean replayed) {}
