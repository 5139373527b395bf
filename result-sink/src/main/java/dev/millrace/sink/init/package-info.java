/** Sets up what the services share, once, before any of them starts. */
@NullMarked
package dev.millrace.sink.init;

import org.jspecify.annotations.NullMarked;
