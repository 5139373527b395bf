/** What runs inside each supervised process before its own main class; depends on nothing. */
@NullMarked
package dev.millrace.devstack.child;

import org.jspecify.annotations.NullMarked;
