package dev.millrace.executor.tools;

import dev.millrace.StepCompleted;
import dev.millrace.ToolRequested;
import dev.millrace.agents.AgentCatalogue;
import dev.millrace.agents.HttpTool;
import dev.millrace.agents.ToolDefinition;
import dev.millrace.eventruntime.logging.LogSecrets;
import dev.millrace.executor.ExecutorSettings;
import dev.millrace.executor.engine.EngineSettings;
import dev.millrace.executor.engine.WorkPlan;
import dev.millrace.executor.kinds.ToolWork;
import dev.millrace.executor.metrics.CallsInFlight;
import dev.millrace.executor.tools.calculator.Calculator;
import dev.millrace.executor.tools.clock.CurrentTime;
import dev.millrace.executor.tools.http.HttpTools;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolRunner;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.TurnRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/** Puts the tools together. */
@Configuration(proxyBeanMethods = false)
class ToolConfiguration {

    @Bean
    ToolSource builtInTools() {
        List<Tool> tools = List.of(new Calculator(), new CurrentTime(Clock.systemUTC()));
        return () -> tools;
    }

    @Bean
    HttpTools httpTools(AgentCatalogue catalogue, Environment environment) {
        return HttpTools.of(
                declared(catalogue, HttpTool.class),
                LogSecrets.noting(environment::getProperty)::apply);
    }

    private static <T extends ToolDefinition> List<T> declared(
            AgentCatalogue catalogue, Class<T> kind) {
        return catalogue.tools().values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Bean
    ToolRegistry toolRegistry(List<ToolSource> sources) {
        return new ToolRegistry(sources);
    }

    @Bean
    ToolSpecifications toolSpecifications(ToolRegistry registry) {
        return new RegistrySpecifications(registry);
    }

    @Bean
    @Primary
    TurnRunner toolNamingTurnRunner(
            @Qualifier("turnRunner") TurnRunner models, ToolRegistry registry) {
        return new ToolNamingTurnRunner(models, registry);
    }

    @Bean
    ToolMetrics toolMetrics(MeterRegistry meters, CallsInFlight inFlight) {
        return new ToolMetrics(meters, inFlight);
    }

    @Bean
    LimitedCalls limitedCalls(ToolMetrics metrics) {
        return new LimitedCalls(metrics, Clock.systemUTC());
    }

    @Bean
    ToolRunner toolRunner(
            ToolRegistry registry,
            AgentCatalogue catalogue,
            LimitedCalls calls,
            ToolMetrics metrics) {
        return new CheckedToolRunner(
                registry, catalogue.permissions()::permitted, new ArgumentsCheck(), calls, metrics);
    }

    @Bean
    WorkPlan<ToolRequested, StepCompleted> toolPlan(ExecutorSettings settings, ToolRunner runner) {
        ExecutorSettings.ToolSettings tool = settings.tool();
        return new WorkPlan<>(
                new ToolWork(runner, settings.retryShare(), Clock.systemUTC()),
                new EngineSettings(
                        tool.concurrency(),
                        tool.window(),
                        tool.memory().toBytes(),
                        settings.drainTimeout()),
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tool-", 0).factory()));
    }
}
