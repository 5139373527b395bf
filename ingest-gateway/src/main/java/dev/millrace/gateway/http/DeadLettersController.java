package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.DeadLetterDesk;
import dev.millrace.gateway.deadletters.LetterId;
import dev.millrace.gateway.deadletters.LetterScope;
import dev.millrace.gateway.deadletters.Redrive;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.submission.FieldErrors;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Shows dead letters and acts on single ones. */
@RestController
class DeadLettersController {

    private static final String PATH = "/v1/dead-letters";

    private final DeadLetterDesk desk;

    DeadLettersController(DeadLetterDesk desk) {
        this.desk = desk;
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<LetterPageBody> list(
            HttpServletRequest request,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity) {
        LetterScope scope = LetterScope.of(identity);
        LetterQuery query = LetterQuery.of(request.getParameterMap(), scope);
        return fresh(
                LetterPageBody.of(desk.list(scope, query.filter(), query.limit(), query.cursor())));
    }

    @GetMapping(path = PATH + "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<LetterDetailBody> get(
            @PathVariable String id, @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity) {
        LetterScope scope = LetterScope.of(identity);
        return desk.get(scope, letter(id))
                .map(detail -> fresh(LetterDetailBody.of(detail)))
                .orElseThrow(() -> unknown(id));
    }

    @PostMapping(path = PATH + "/{id}/redrive", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<LetterBody> redrive(
            @PathVariable String id,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity,
            HttpServletRequest request)
            throws InterruptedException {
        return answer(id, desk.redrive(Callers.of(request, identity), letter(id)));
    }

    @PostMapping(path = PATH + "/{id}/drop", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<LetterBody> drop(
            @PathVariable String id,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity,
            HttpServletRequest request) {
        return answer(id, desk.drop(Callers.of(request, identity), letter(id)));
    }

    private static ResponseEntity<LetterBody> answer(String id, Redrive result) {
        return switch (result) {
            case Redrive.Done(var letter) -> fresh(LetterBody.of(letter));
            case Redrive.Unknown() -> throw unknown(id);
            case Redrive.Refused(String reason) ->
                    throw new ProblemException(
                            ProblemType.CONFLICT, "Dead letter " + id + ": " + reason + ".");
        };
    }

    private static LetterId letter(String id) {
        return LetterId.parse(id)
                .orElseThrow(
                        () -> {
                            FieldErrors errors = new FieldErrors();
                            errors.add("id", "must be topic:partition:offset of a dead letter");
                            return ProblemException.invalid(errors);
                        });
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no dead letter " + id + ".");
    }

    private static <T> ResponseEntity<T> fresh(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }
}
