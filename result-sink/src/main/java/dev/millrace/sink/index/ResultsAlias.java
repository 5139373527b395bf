package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.indices.AliasDefinition;
import co.elastic.clients.elasticsearch.indices.get_alias.IndexAliases;
import dev.millrace.sink.document.Target;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alias of results, and the index behind it that they are written to. */
final class ResultsAlias {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsAlias.class);
    private static final String ALIAS = Target.RESULTS.destination();
    private static final Pattern NUMBERED = Pattern.compile(Pattern.quote(ALIAS) + "-(\\d{1,9})");
    private static final int NOT_FOUND = 404;

    private final ElasticsearchClient client;

    ResultsAlias(ElasticsearchClient client) {
        this.client = client;
    }

    /** Creates the first index, or the next one if somebody deleted the one that was written to. */
    void ensure() throws IOException {
        if (isWritable()) {
            return;
        }
        String next = next();
        try {
            client.indices()
                    .create(
                            create ->
                                    create.index(next)
                                            .aliases(ALIAS, alias -> alias.isWriteIndex(true)));
            LOG.info("Created index {} behind alias {}", next, ALIAS);
        } catch (ElasticsearchException e) {
            // Another instance was faster.
            if (!isWritable()) {
                throw e;
            }
        }
    }

    /** Whether an index says that it is the one, or is alone and does not say that it is not. */
    private boolean isWritable() throws IOException {
        List<AliasDefinition> behind = behind();
        return behind.stream().anyMatch(alias -> Boolean.TRUE.equals(alias.isWriteIndex()))
                || (behind.size() == 1 && behind.getFirst().isWriteIndex() == null);
    }

    private List<AliasDefinition> behind() throws IOException {
        try {
            return client.indices().getAlias(ask -> ask.name(ALIAS)).aliases().values().stream()
                    .map(IndexAliases::aliases)
                    .map(Map::values)
                    .flatMap(Collection::stream)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (ElasticsearchException e) {
            if (e.status() == NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Not one of those that are there: lifecycle management is through with them, and may have made
     * them read-only.
     */
    private String next() throws IOException {
        int last =
                client
                        .indices()
                        .getAlias(ask -> ask.index(ALIAS + "-*"))
                        .aliases()
                        .keySet()
                        .stream()
                        .map(NUMBERED::matcher)
                        .filter(Matcher::matches)
                        .mapToInt(name -> Integer.parseInt(name.group(1)))
                        .max()
                        .orElse(0);
        return "%s-%06d".formatted(ALIAS, last + 1);
    }
}
