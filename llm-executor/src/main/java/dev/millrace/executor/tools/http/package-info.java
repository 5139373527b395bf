/** Tools that are requests over HTTP, held to the hosts and addresses that they may reach. */
@NullMarked
package dev.millrace.executor.tools.http;

import org.jspecify.annotations.NullMarked;
