@NullMarked
package dev.millrace.quickstart.gateway;

import org.jspecify.annotations.NullMarked;
