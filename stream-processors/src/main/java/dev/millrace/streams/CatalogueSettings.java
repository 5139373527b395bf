package dev.millrace.streams;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where agents are defined.
 *
 * @param folder the folder of the definitions; without it there is just the agent {@code default}
 */
@ConfigurationProperties("millrace.agents")
record CatalogueSettings(@DefaultValue("agents") Path folder) {}
