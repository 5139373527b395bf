package dev.millrace.gateway.http;

import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.gateway.identity.Identities;
import dev.millrace.gateway.limits.Attempts;
import jakarta.servlet.Filter;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Decides who gets in, from where, and to what. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration implements WebMvcConfigurer {

    /** After {@link UnreadBodyFilter}, which also takes the bodies of those who are not let in. */
    private static final int ORIGIN = Ordered.HIGHEST_PRECEDENCE + 2;

    /** Before what names requests after their traces. */
    private static final int TRACE = Ordered.HIGHEST_PRECEDENCE + 1;

    /** Before the keys: browsers ask without one. */
    private static final int CORS = -2;

    private static final int KEYS = 0;

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new AccessInterceptor());
    }

    @Bean
    TrustedProxies trustedProxies(AccessSettings settings) {
        return new TrustedProxies(settings.trustedProxies());
    }

    @Bean
    FilterRegistrationBean<OriginFilter> originFilter(
            TrustedProxies proxies, Masking masking, Problems problems) {
        return everywhere(new OriginFilter(proxies, masking, problems), ORIGIN);
    }

    @Bean
    FilterRegistrationBean<TraceFilter> traceFilter(Spans spans) {
        FilterRegistrationBean<TraceFilter> registration =
                new FilterRegistrationBean<>(new TraceFilter(spans, Clock.systemUTC()));
        registration.addUrlPatterns("/v1/*");
        registration.setOrder(TRACE);
        registration.setEnabled(spans.isOn());
        return registration;
    }

    @Bean
    FilterRegistrationBean<CorsFilter> corsFilter(AccessSettings settings, Problems problems) {
        FilterRegistrationBean<CorsFilter> registration =
                everywhere(CorsRules.filter(settings, problems), CORS);
        // A filter without origins would refuse every request that names one.
        registration.setEnabled(!settings.corsOrigins().isEmpty());
        return registration;
    }

    @Bean
    FilterRegistrationBean<ApiKeyFilter> apiKeyFilter(
            Identities identities, Attempts attempts, Problems problems) {
        FilterRegistrationBean<ApiKeyFilter> registration =
                new FilterRegistrationBean<>(new ApiKeyFilter(identities, attempts, problems));
        // The container matches the decoded path without dots and parameters, so no spelling of
        // the path goes round the filter.
        registration.addUrlPatterns("/v1/*");
        registration.setOrder(KEYS);
        return registration;
    }

    @Bean
    @ConditionalOnProperty(name = "millrace.gateway.access.open-metrics", havingValue = "false")
    FilterRegistrationBean<ManagementFilter> managementFilter(
            Identities identities, Attempts attempts, Problems problems) {
        FilterRegistrationBean<ManagementFilter> registration =
                new FilterRegistrationBean<>(
                        new ManagementFilter(
                                new ApiKeyFilter(identities, attempts, problems), problems));
        registration.addUrlPatterns("/actuator/*");
        registration.setOrder(KEYS);
        return registration;
    }

    private static <T extends Filter> FilterRegistrationBean<T> everywhere(T filter, int order) {
        FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns("/*");
        registration.setOrder(order);
        return registration;
    }
}
