package dev.millrace.executor;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where agents, models, tools and permissions are defined.
 *
 * @param folder the folder of YAML files; when there is none, only the built-in tools are there
 */
@ConfigurationProperties("millrace.agents")
record AgentSettings(@DefaultValue("agents") Path folder) {}
