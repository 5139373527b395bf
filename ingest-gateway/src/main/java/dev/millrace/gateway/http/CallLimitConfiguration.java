package dev.millrace.gateway.http;

import dev.millrace.gateway.limits.AnswerHeaders;
import dev.millrace.gateway.limits.RateGate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Connects the limits of rates with requests and answers. */
@Configuration(proxyBeanMethods = false)
class CallLimitConfiguration {

    @Bean
    static AnswerHeaders answerHeaders() {
        return new CurrentAnswer();
    }

    @Bean
    WebMvcConfigurer callLimit(RateGate gate) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                interceptors.addInterceptor(new CallLimit(gate));
            }
        };
    }
}
