/** Elasticsearch: its templates, its bulk requests and what its answers mean. */
@NullMarked
package dev.millrace.sink.index;

import org.jspecify.annotations.NullMarked;
