/** The servers of the tests as containers. */
@NullMarked
package dev.millrace.devstack.containers;

import org.jspecify.annotations.NullMarked;
