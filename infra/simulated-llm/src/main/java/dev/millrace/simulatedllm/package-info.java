/** An OpenAI-compatible model server that only pretends, with latency and faults as configured. */
@NullMarked
package dev.millrace.simulatedllm;

import org.jspecify.annotations.NullMarked;
