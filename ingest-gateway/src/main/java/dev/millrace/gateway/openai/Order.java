package dev.millrace.gateway.openai;

import dev.millrace.gateway.submission.Submission;

/**
 * What a request asks for.
 *
 * @param submission the task that it becomes
 * @param delivery how the answer is wanted
 */
record Order(Submission submission, Delivery delivery) {}
