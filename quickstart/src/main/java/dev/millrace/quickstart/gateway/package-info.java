/** The gateway as the commands see it: where it is, and how it is asked. */
@NullMarked
package dev.millrace.quickstart.gateway;

import org.jspecify.annotations.NullMarked;
