/** How the parts of the gateway read Kafka without a consumer group, and ask it. */
@NullMarked
package dev.millrace.gateway.kafka;

import org.jspecify.annotations.NullMarked;
