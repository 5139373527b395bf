package dev.millrace.gateway.identity;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Puts together how callers are identified. */
@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    @Bean
    @Order(1)
    StaticKeys staticKeys(ApiKeys keys, IdentitySettings settings) {
        return new StaticKeys(keys, settings);
    }

    @Bean
    @Order(3)
    @ConditionalOnExpression("!'${millrace.identity.jwt.issuer:}'.isBlank()")
    Tokens tokens(JwtSettings settings, IdentitySettings identities) {
        return Tokens.of(settings, identities);
    }

    @Bean
    DevelopmentKey developmentKey(
            IdentitySettings settings, ObjectProvider<IdentitySource> sources) {
        return new DevelopmentKey(settings.devKey(), sources.orderedStream().toList());
    }

    @Bean
    Identities identities(ObjectProvider<IdentitySource> sources, DevelopmentKey development) {
        List<IdentitySource> ordered = sources.orderedStream().toList();
        return new Identities(ordered, development);
    }

    @Bean
    DevelopmentWarning developmentWarning(DevelopmentKey key) {
        return new DevelopmentWarning(key);
    }
}
