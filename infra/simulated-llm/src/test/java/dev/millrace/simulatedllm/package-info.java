@NullMarked
package dev.millrace.simulatedllm;

import org.jspecify.annotations.NullMarked;
