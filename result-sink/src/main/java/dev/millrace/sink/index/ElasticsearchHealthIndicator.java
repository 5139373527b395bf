package dev.millrace.sink.index;

import dev.millrace.sink.index.ElasticsearchWatch.Sight;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when Elasticsearch answered when it was last asked. */
final class ElasticsearchHealthIndicator implements HealthIndicator {

    private final ElasticsearchWatch watch;

    ElasticsearchHealthIndicator(ElasticsearchWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        Sight sight = watch.sight();
        return sight.up()
                ? Health.up().withDetail("cluster", sight.detail()).build()
                : Health.down().withDetail("error", sight.detail()).build();
    }
}
