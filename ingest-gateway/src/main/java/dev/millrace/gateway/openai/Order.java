package dev.millrace.gateway.openai;

import dev.millrace.gateway.submission.Submission;

/**
 * What a request asks for.
 *
 * @param submission the task that it becomes
 * @param stream whether the answer is wanted while it comes
 * @param background whether the answer is fetched later
 * @param includeUsage whether a stream tells at its end what was used
 */
record Order(Submission submission, boolean stream, boolean background, boolean includeUsage) {}
