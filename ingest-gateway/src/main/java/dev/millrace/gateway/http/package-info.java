/** The HTTP contract: paths, bodies, problems. */
@NullMarked
package dev.millrace.gateway.http;

import org.jspecify.annotations.NullMarked;
