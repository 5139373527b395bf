package dev.millrace.gateway.http;

import dev.millrace.apikeys.KeyOrder;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.keys.KeyChange;
import dev.millrace.gateway.keys.KeyDesk;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Makes, shows, replaces and revokes API keys. */
@RestController
class KeysController {

    private static final String PATH = "/v1/keys";

    private final RequestBodies bodies;
    private final KeyDesk desk;

    KeysController(RequestBodies bodies, KeyDesk desk) {
        this.bodies = bodies;
        this.desk = desk;
    }

    /** All keys that the caller may see. */
    record KeyListBody(List<KeyBody> keys) {}

    @PostMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<KeyBody> create(
            HttpServletRequest request, @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity)
            throws IOException {
        KeyOrder order =
                bodies.small(request, fields -> KeyFields.order(fields, identity))
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemType.UNREADABLE_BODY,
                                                "The body is empty; a key needs roles."));
        KeyFields.checkTenant(order, identity);
        return answer("", desk.create(Callers.of(request, identity), order));
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<KeyListBody> list(@RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new KeyListBody(desk.list(identity).stream().map(KeyBody::of).toList()));
    }

    @DeleteMapping(path = PATH + "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<KeyBody> revoke(
            @PathVariable String id,
            HttpServletRequest request,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity) {
        return answer(id, desk.revoke(Callers.of(request, identity), id));
    }

    @PostMapping(path = PATH + "/{id}/rotate", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<KeyBody> rotate(
            @PathVariable String id,
            HttpServletRequest request,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity)
            throws IOException {
        Duration grace = bodies.small(request, KeyFields::grace).orElse(KeyFields.defaultGrace());
        return answer(id, desk.rotate(Callers.of(request, identity), id, grace));
    }

    private static ResponseEntity<KeyBody> answer(String id, KeyChange change) {
        return switch (change) {
            case KeyChange.Made made -> body(HttpStatus.CREATED, KeyBody.of(made));
            case KeyChange.Revoked(var key) -> body(HttpStatus.OK, KeyBody.of(key));
            case KeyChange.Unknown() ->
                    throw new ProblemException(
                            ProblemType.NOT_FOUND, "There is no key " + id + ".");
            case KeyChange.Refused(String reason) ->
                    throw new ProblemException(ProblemType.CONFLICT, reason + ".");
            case KeyChange.Unavailable(String reason) -> throw ProblemException.unavailable(reason);
        };
    }

    private static ResponseEntity<KeyBody> body(HttpStatus status, KeyBody body) {
        return ResponseEntity.status(status).cacheControl(CacheControl.noStore()).body(body);
    }
}
