package dev.millrace.eventruntime;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up when a broker answers. */
final class KafkaHealthIndicator extends AbstractHealthIndicator implements DisposableBean {

    private static final int TIMEOUT_MS = 2_000;

    private final Admin admin;

    KafkaHealthIndicator(KafkaConnection kafka) {
        super("Kafka does not answer");
        Map<String, Object> properties = kafka.clientProperties();
        properties.put("request.timeout.ms", TIMEOUT_MS);
        properties.put("default.api.timeout.ms", TIMEOUT_MS);
        this.admin = Admin.create(properties);
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws Exception {
        DescribeClusterResult cluster = admin.describeCluster();
        health.up()
                .withDetail("clusterId", cluster.clusterId().get(TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .withDetail(
                        "brokers", cluster.nodes().get(TIMEOUT_MS, TimeUnit.MILLISECONDS).size());
    }

    @Override
    public void destroy() {
        admin.close();
    }
}
