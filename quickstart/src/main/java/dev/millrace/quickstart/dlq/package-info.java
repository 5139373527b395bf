/** {@code millrace dlq}: dead letters from the command line. */
@NullMarked
package dev.millrace.quickstart.dlq;

import org.jspecify.annotations.NullMarked;
