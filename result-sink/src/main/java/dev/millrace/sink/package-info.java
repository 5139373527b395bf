/** The service that writes results, events and dead letters into Elasticsearch. */
@NullMarked
package dev.millrace.sink;

import org.jspecify.annotations.NullMarked;
