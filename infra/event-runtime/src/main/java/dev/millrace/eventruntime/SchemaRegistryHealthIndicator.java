package dev.millrace.eventruntime;

import dev.millrace.eventruntime.logging.LogSecrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up when the schema registry lists its subjects. A service works on while it is down, with the
 * schemas it knows.
 */
final class SchemaRegistryHealthIndicator extends AbstractHealthIndicator
        implements DisposableBean {

    private static final int OK = 200;

    private final SchemaSettings settings;
    private final HttpClient http;

    SchemaRegistryHealthIndicator(SchemaSettings settings) {
        super("the schema registry does not answer");
        this.settings = settings;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(settings.timeout())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(settings.registryUrl() + "/subjects"))
                        .timeout(settings.timeout())
                        .build();
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        health.status(status == OK ? "UP" : "DOWN")
                .withDetail("url", LogSecrets.hide(settings.registryUrl()))
                .withDetail("status", status);
    }

    @Override
    public void destroy() {
        http.shutdownNow();
    }
}
