@NullMarked
package dev.millrace.quickstart.dlq;

import org.jspecify.annotations.NullMarked;
