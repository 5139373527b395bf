/** Gives JUnit tests a development stack. */
@NullMarked
package dev.millrace.devstack.junit;

import org.jspecify.annotations.NullMarked;
