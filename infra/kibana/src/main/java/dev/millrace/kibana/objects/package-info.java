/** Makes Kibana's saved objects from a short description. */
@NullMarked
package dev.millrace.kibana.objects;

import org.jspecify.annotations.NullMarked;
