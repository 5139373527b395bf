/** The endpoints that clients of OpenAI's API know, on top of tasks. */
@NullMarked
package dev.millrace.gateway.openai;

import org.jspecify.annotations.NullMarked;
