@NullMarked
package dev.millrace.quickstart.ask;

import org.jspecify.annotations.NullMarked;
