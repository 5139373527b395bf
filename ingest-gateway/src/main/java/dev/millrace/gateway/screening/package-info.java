/**
 * Keeps tasks out whose texts carry injected instructions or hidden text, and cleans the others.
 */
@NullMarked
package dev.millrace.gateway.screening;

import org.jspecify.annotations.NullMarked;
