package dev.millrace.gateway.http;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.audit.Refusals;
import dev.millrace.gateway.identity.ApiKeys;
import dev.millrace.gateway.intake.IntakeGate;
import dev.millrace.gateway.intake.TaskReception;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.streaming.StreamingSettings;
import dev.millrace.gateway.submission.SubmissionRules;
import dev.millrace.gateway.submission.TaskIds;
import dev.millrace.gateway.submission.TaskSubmissions;
import dev.millrace.gateway.view.Claims;
import dev.millrace.gateway.view.KafkaReach;
import dev.millrace.gateway.view.TaskView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/** Puts the HTTP side together. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    /** Tomcat's default is 8 KiB, of which each connection has three. */
    private static final String SOCKET_BUFFER_BYTES = "2048";

    @Bean
    Refusals refusals(AuditTrail audit) {
        return new Refusals(audit);
    }

    @Bean
    Masking masking(ApiKeys keys) {
        return new Masking(keys);
    }

    @Bean
    Problems problems(JsonMapper json, MeterRegistry meters, Refusals refusals, Masking masking) {
        return new Problems(json, meters, refusals, masking);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemReports(
            Problems problems, TrustedProxies proxies) {
        return tomcat -> {
            tomcat.addContextCustomizers(
                    context ->
                            context.getParent()
                                    .getPipeline()
                                    .addValve(new ProblemReportValve(problems, proxies)));
            // Thousands of streams are open for long, and most of what each takes are buffers.
            tomcat.addConnectorCustomizers(
                    connector -> {
                        connector.setProperty("socket.appReadBufSize", SOCKET_BUFFER_BYTES);
                        connector.setProperty("socket.appWriteBufSize", SOCKET_BUFFER_BYTES);
                    });
            // A task id that upstream chose may have a slash in it, of whatever slant.
            tomcat.addConnectorCustomizers(
                    connector -> {
                        String untouched = EncodedSolidusHandling.PASS_THROUGH.getValue();
                        connector.setEncodedSolidusHandling(untouched);
                        connector.setEncodedReverseSolidusHandling(untouched);
                    });
        };
    }

    /** While a body comes the server waits less long than for a request or for a reader. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodySilence(HttpSettings settings) {
        return tomcat ->
                tomcat.addConnectorCustomizers(
                        connector -> {
                            connector.setProperty("disableUploadTimeout", "false");
                            connector.setProperty(
                                    "connectionUploadTimeout",
                                    Long.toString(settings.bodySilence().toMillis()));
                        });
    }

    @Bean
    FilterRegistrationBean<UnreadBodyFilter> unreadBodyFilter(HttpSettings settings) {
        FilterRegistrationBean<UnreadBodyFilter> registration =
                new FilterRegistrationBean<>(new UnreadBodyFilter(settings));
        registration.addUrlPatterns("/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    RequestBodies requestBodies(HttpSettings settings, MeterRegistry meters) {
        BodyBudget budget = new BodyBudget(settings);
        Gauge.builder(GatewayMetric.BODY_BYTES.metricName(), budget, BodyBudget::takenBytes)
                .register(meters);
        return new RequestBodies(settings, budget);
    }

    @Bean
    SubmissionRules submissionRules(LimitsSettings limits, AgentCatalogue agents) {
        return new SubmissionRules(limits.toLimits(agents.agents().keySet()));
    }

    @Bean
    TaskReception taskReception(
            ObjectProvider<IntakeGate> gates,
            TaskSubmissions submissions,
            AuditTrail audit,
            Claims claims,
            TaskView view,
            KafkaReach reach,
            MeterRegistry meters) {
        Clock clock = Clock.systemUTC();
        return new TaskReception(
                gates.orderedStream().toList(),
                new TaskIds(clock),
                clock,
                submissions,
                audit,
                claims,
                view,
                reach,
                meters);
    }

    @Bean
    TaskIntake taskIntake(
            RequestBodies bodies,
            SubmissionRules rules,
            TaskReception reception,
            MeterRegistry meters) {
        return new TaskIntake(
                bodies,
                rules,
                reception,
                meters.counter(GatewayMetric.TASKS_ACCEPTED.metricName()));
    }

    @Bean
    EventStreams eventStreams(JsonMapper json, MeterRegistry meters, StreamingSettings settings) {
        return new EventStreams(json, meters, settings.heartbeat());
    }

    @Bean
    LookupCounter lookupCounter(MeterRegistry meters) {
        return new LookupCounter(meters);
    }
}
