@NullMarked
package dev.millrace.quickstart.bench;

import org.jspecify.annotations.NullMarked;
