/** The command line behind {@code ./millrace}. */
@NullMarked
package dev.millrace.quickstart;

import org.jspecify.annotations.NullMarked;
