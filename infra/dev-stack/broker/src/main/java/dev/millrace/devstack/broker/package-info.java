/** The Kafka broker of the development stack. */
@NullMarked
package dev.millrace.devstack.broker;

import org.jspecify.annotations.NullMarked;
