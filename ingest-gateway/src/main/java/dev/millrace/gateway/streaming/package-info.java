/** What happens to a task while it happens: its events and the words of its models. */
@NullMarked
package dev.millrace.gateway.streaming;

import org.jspecify.annotations.NullMarked;
