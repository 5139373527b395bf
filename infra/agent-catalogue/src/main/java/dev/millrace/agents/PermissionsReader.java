package dev.millrace.agents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads which roles may use which tools. */
final class PermissionsReader {

    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}");
    private static final int MAX_ROLES = 1_000;
    private static final int MAX_TOOLS = 1_000;

    private final KnownTools tools;

    PermissionsReader(KnownTools tools) {
        this.tools = tools;
    }

    Permissions read(YamlValue file) {
        YamlFields fields = file.fields();
        Map<String, List<ToolPattern>> byRole = new LinkedHashMap<>();
        fields.required("roles")
                .map(YamlValue::fields)
                .ifPresent(
                        roles ->
                                roles.each(
                                        MAX_ROLES,
                                        (role, permitted) -> {
                                            checkRole(role, roles);
                                            byRole.put(role, patterns(permitted));
                                        }));
        fields.end();
        return Permissions.of(byRole);
    }

    private static void checkRole(String role, YamlFields roles) {
        if (!ROLE.matcher(role).matches()) {
            roles.problemWithName(role, "a role has at most 64 letters, digits and . _ : @ / -");
        }
    }

    /**
     * What a pattern stands for today is only checked: tools that a server adds are covered too.
     */
    private List<ToolPattern> patterns(YamlValue permitted) {
        List<ToolPattern> patterns = new ArrayList<>();
        for (YamlValue item : permitted.list(MAX_TOOLS)) {
            if (!tools.resolve(item).isEmpty()) {
                item.text(Integer.MAX_VALUE).map(ToolPattern::new).ifPresent(patterns::add);
            }
        }
        return patterns;
    }
}
