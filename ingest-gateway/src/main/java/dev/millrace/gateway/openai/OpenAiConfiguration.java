package dev.millrace.gateway.openai;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.http.LimitsSettings;
import dev.millrace.gateway.http.RequestBodies;
import dev.millrace.gateway.intake.TaskReception;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.streaming.TaskStreams;
import dev.millrace.gateway.submission.SubmissionRules;
import dev.millrace.gateway.submission.TaskCommands;
import dev.millrace.gateway.view.TaskView;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the OpenAI-compatible endpoints together. */
@Configuration(proxyBeanMethods = false)
class OpenAiConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> callerPresence() {
        return tomcat -> tomcat.addContextValves(new CallerPresenceValve());
    }

    @Bean
    OrderReader orderReader(AgentCatalogue agents, LimitsSettings limits, OpenAiSettings settings) {
        return new OrderReader(agents, limits, settings);
    }

    @Bean
    ChatOrders chatOrders(OrderReader reader) {
        return new ChatOrders(reader);
    }

    @Bean
    ResponseOrders responseOrders(OrderReader reader) {
        return new ResponseOrders(reader);
    }

    @Bean
    OrderIntake orderIntake(
            RequestBodies bodies,
            SubmissionRules rules,
            TaskReception reception,
            OpenRequests open,
            MeterRegistry meters) {
        return new OrderIntake(
                bodies,
                rules,
                reception,
                open,
                meters.counter(GatewayMetric.TASKS_ACCEPTED.metricName()));
    }

    @Bean
    Closing closing() {
        return new Closing();
    }

    @Bean
    Withdrawal withdrawal(TaskCommands commands, AuditTrail audit) {
        return new Withdrawal(commands, audit);
    }

    @Bean
    AnswerWait answerWait(
            TaskView view, Withdrawal withdrawal, Closing closing, OpenAiSettings settings) {
        return new AnswerWait(view, withdrawal, closing, settings);
    }

    @Bean
    StreamedAnswers streamedAnswers(
            TaskStreams streams, Withdrawal withdrawal, Closing closing, OpenAiSettings settings) {
        return new StreamedAnswers(streams, new Narrator(closing, settings), withdrawal);
    }

    @Bean
    StoredResponses storedResponses(TaskView view, Withdrawal withdrawal, OpenAiSettings settings) {
        return new StoredResponses(view, withdrawal, settings);
    }
}
