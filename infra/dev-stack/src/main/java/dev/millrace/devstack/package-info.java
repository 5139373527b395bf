/** Runs the servers and services of Millrace as supervised child processes. */
@NullMarked
package dev.millrace.devstack;

import org.jspecify.annotations.NullMarked;
