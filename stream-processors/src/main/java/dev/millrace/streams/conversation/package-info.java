/** What comes with the prompt of a caller who speaks to a model. */
@NullMarked
package dev.millrace.streams.conversation;

import org.jspecify.annotations.NullMarked;
