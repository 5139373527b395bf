/** Asks Elasticsearch what Kibana asks for its saved objects. */
@NullMarked
package dev.millrace.kibana.query;

import org.jspecify.annotations.NullMarked;
