/** The HTTP entrance of Millrace: takes tasks, and tells what became of them. */
@NullMarked
package dev.millrace.gateway;

import org.jspecify.annotations.NullMarked;
