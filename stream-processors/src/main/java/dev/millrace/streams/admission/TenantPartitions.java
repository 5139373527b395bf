package dev.millrace.streams.admission;

import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Where the requests of a tenant belong. Clients in other languages partition differently or set no
 * key, and all that is decided by tenant must meet on one partition.
 */
final class TenantPartitions {

    private TenantPartitions() {}

    /** Whether a request lies where Kafka's default partitioner puts its tenant. */
    static boolean isInPlace(FoundRequest found) {
        byte[] key = found.tenantId().getBytes(StandardCharsets.UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % Topics.TASKS_REQUESTED.partitions();
        return found.origin().partition() == partition;
    }
}
