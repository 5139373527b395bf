/** Who calls. */
@NullMarked
package dev.millrace.gateway.identity;

import org.jspecify.annotations.NullMarked;
