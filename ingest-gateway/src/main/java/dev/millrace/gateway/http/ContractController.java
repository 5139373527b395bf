package dev.millrace.gateway.http;

import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the descriptions of the contracts: HTTP and the topics. */
@RestController
class ContractController {

    /** RFC 9512. */
    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    private final byte[] openApi;
    private final byte[] asyncApi;

    ContractController() throws IOException {
        this.openApi = content("openapi.yaml");
        this.asyncApi = content("dev/millrace/schemas/asyncapi.yaml");
    }

    @GetMapping("/openapi.yaml")
    ResponseEntity<byte[]> openApi() {
        return ResponseEntity.ok().contentType(YAML).body(openApi);
    }

    @GetMapping("/asyncapi.yaml")
    ResponseEntity<byte[]> asyncApi() {
        return ResponseEntity.ok().contentType(YAML).body(asyncApi);
    }

    private static byte[] content(String resource) throws IOException {
        return new ClassPathResource(resource).getContentAsByteArray();
    }
}
