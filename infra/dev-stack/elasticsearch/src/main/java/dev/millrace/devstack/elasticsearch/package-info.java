/** The Elasticsearch node of the development stack. */
@NullMarked
package dev.millrace.devstack.elasticsearch;

import org.jspecify.annotations.NullMarked;
