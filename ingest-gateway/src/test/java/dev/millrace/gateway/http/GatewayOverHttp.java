package dev.millrace.gateway.http;

import dev.millrace.gateway.GatewayApplication;
import dev.millrace.gateway.deadletters.LettersInMemory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.AliasFor;

/** The gateway on a free port, with fakes in place of Kafka and of the view of the tasks. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "millrace.event-runtime.enabled=false",
            "millrace.gateway.view.enabled=false",
            "millrace.gateway.publishing.enabled=false",
            "millrace.gateway.dead-letters.enabled=false",
            "management.endpoint.health.group.readiness.include=readinessState"
        })
public @interface GatewayOverHttp {

    @AliasFor(annotation = SpringBootTest.class, attribute = "classes")
    Class<?>[] classes() default {
        GatewayApplication.class, HttpFakes.class, HttpCaller.class, LettersInMemory.class
    };
}
