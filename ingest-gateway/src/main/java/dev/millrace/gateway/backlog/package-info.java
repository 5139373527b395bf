/** How much waits in the pipeline, and what is not taken any more because of it. */
@NullMarked
package dev.millrace.gateway.backlog;

import org.jspecify.annotations.NullMarked;
