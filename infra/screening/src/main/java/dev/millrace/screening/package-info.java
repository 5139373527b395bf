/** Cleans what people and documents say, and finds injected instructions and hidden text in it. */
@NullMarked
package dev.millrace.screening;

import org.jspecify.annotations.NullMarked;
