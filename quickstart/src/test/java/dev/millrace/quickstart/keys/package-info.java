@NullMarked
package dev.millrace.quickstart.keys;

import org.jspecify.annotations.NullMarked;
