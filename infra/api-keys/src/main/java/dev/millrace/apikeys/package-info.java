/** API keys: how they look, what is kept of them, and what they are at a time. */
@NullMarked
package dev.millrace.apikeys;

import org.jspecify.annotations.NullMarked;
