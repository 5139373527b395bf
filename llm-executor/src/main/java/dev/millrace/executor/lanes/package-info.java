/** The order in which waiting work starts: lanes by weight, tenants in turn. */
@NullMarked
package dev.millrace.executor.lanes;

import org.jspecify.annotations.NullMarked;
