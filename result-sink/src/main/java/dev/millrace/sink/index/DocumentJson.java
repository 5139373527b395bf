package dev.millrace.sink.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.sink.document.Fields;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Writes documents as JSON: names in snake case, times in ISO 8601, nothing that is empty. */
final class DocumentJson {

    private final JsonMapper mapper =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .changeDefaultPropertyInclusion(
                            inclusion ->
                                    inclusion.withValueInclusion(JsonInclude.Include.NON_EMPTY))
                    .build();

    byte[] bytes(Fields fields) {
        return mapper.writeValueAsBytes(fields);
    }
}
