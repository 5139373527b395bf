/** Tools of servers that speak the Model Context Protocol. */
@NullMarked
package dev.millrace.executor.tools.mcp;

import org.jspecify.annotations.NullMarked;
