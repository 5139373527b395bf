/** Asking a question from the command line: over the gateway, as any other client does. */
@NullMarked
package dev.millrace.quickstart.ask;

import org.jspecify.annotations.NullMarked;
