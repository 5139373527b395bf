package dev.millrace.gateway.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a caller of the claims of a token. */
final class TokenClaims {

    private final JwtSettings names;
    private final IdentitySettings settings;

    TokenClaims(JwtSettings names, IdentitySettings settings) {
        this.names = names;
        this.settings = settings;
    }

    /** The caller; nobody if no tenant is named. */
    Optional<Identity> identity(Map<String, Object> claims) {
        String tenant = text(at(claims, names.tenantClaim()));
        return tenant.isBlank()
                ? Optional.empty()
                : Optional.of(
                        settings.identity(
                                tenant,
                                text(at(claims, names.userClaim())),
                                roles(at(claims, names.rolesClaim())),
                                ""));
    }

    private Set<String> roles(@Nullable Object claimed) {
        Stream<String> words =
                claimed instanceof Collection<?> list
                        ? list.stream().map(TokenClaims::text)
                        : Arrays.stream(text(claimed).split(" "));
        return words.filter(role -> role.startsWith(names.rolePrefix()))
                .map(role -> role.substring(names.rolePrefix().length()))
                .map(role -> names.roleNames().getOrDefault(role, role))
                .flatMap(role -> Arrays.stream(role.split(",")))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .collect(Collectors.toSet());
    }

    /** A claim of that very name goes before one inside of objects. */
    private static @Nullable Object at(Map<?, ?> claims, String path) {
        Object whole = claims.get(path);
        int dot = path.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? at(inner, path.substring(dot + 1))
                : null;
    }

    private static String text(@Nullable Object claim) {
        return claim instanceof String text ? text : "";
    }
}
