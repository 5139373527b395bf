package dev.millrace.gateway.http;

import dev.millrace.gateway.limits.AnswerHeaders;
import dev.millrace.gateway.limits.RateGate;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Connects limits with requests and answers. */
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

    @Bean
    FilterRegistrationBean<RequestLimitFilter> requestLimitFilter(
            RequestSettings settings, Problems problems) {
        FilterRegistrationBean<RequestLimitFilter> registration =
                new FilterRegistrationBean<>(new RequestLimitFilter(settings, problems));
        registration.addUrlPatterns("/*");
        // Within the filter that takes the rest of a body nobody read.
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> requestLimits(
            RequestSettings settings) {
        return tomcat ->
                tomcat.addConnectorCustomizers(
                        connector -> {
                            // More than the filter refuses, so that it can say why.
                            connector.setProperty(
                                    "maxHttpRequestHeaderSize",
                                    Integer.toString(settings.serverBytes()));
                            connector.setProperty(
                                    "maxHeaderCount", Integer.toString(2 * settings.headerCount()));
                            connector.setMaxParameterCount(2 * settings.parameters() + 1);
                            // No form is read here.
                            connector.setMaxPostSize(0);
                        });
    }
}
