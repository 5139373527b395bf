package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the documents that the gateway serves against the validators of their formats. */
class ContractDocumentsIT {

    private static final String OPENAPI = "/openapi.yaml";
    private static final String ASYNCAPI = "/dev/millrace/schemas/asyncapi.yaml";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;

    private static NpmProject validators;

    @BeforeAll
    static void install() throws Exception {
        validators = NpmProject.install("contract");
    }

    @Test
    void theDescriptionOfTheHttpContractIsValidOpenApi() throws Exception {
        assertThat(validate("openapi", document(OPENAPI))).isEqualTo(new NpmProject.Run(0, ""));
    }

    @Test
    void theDescriptionOfTheTopicsIsValidAsyncApi() throws Exception {
        assertThat(validate("asyncapi", document(ASYNCAPI))).isEqualTo(new NpmProject.Run(0, ""));
    }

    @Test
    void theValidatorsFindWhatIsWrong() throws Exception {
        String openApi = document(OPENAPI).replace("type: string", "type: text");
        String binding = document(ASYNCAPI).replace("partitions: 4", "partitions: four");
        String schema = document(ASYNCAPI).replace("type: record", "type: row");

        assertThat(validate("openapi", openApi).output()).contains("`type` can be one of");
        assertThat(validate("asyncapi", binding).output()).contains("must be integer");
        assertThat(validate("asyncapi", schema).output()).contains("payload");
    }

    private static String document(String resource) throws Exception {
        try (InputStream content = ContractDocumentsIT.class.getResourceAsStream(resource)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private NpmProject.Run validate(String kind, String document) throws Exception {
        Path file = folder.resolve(kind + ".yaml");
        Files.writeString(file, document);
        return validators.run(PATIENCE, "validate.mjs", kind, file.toString());
    }
}
