/** The record of who did what. */
@NullMarked
package dev.millrace.gateway.audit;

import org.jspecify.annotations.NullMarked;
