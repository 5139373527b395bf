package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.LetterScope;
import dev.millrace.gateway.deadletters.RedriveJob;
import dev.millrace.gateway.deadletters.RedriveJobs;
import dev.millrace.gateway.identity.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Redrives many dead letters at a time. */
@RestController
class RedrivesController {

    private static final String JOBS = "/v1/dead-letters/redrives";

    private final RequestBodies bodies;
    private final RedriveJobs jobs;

    RedrivesController(RequestBodies bodies, RedriveJobs jobs) {
        this.bodies = bodies;
        this.jobs = jobs;
    }

    @PostMapping(path = "/v1/dead-letters/redrive", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<RedriveJobBody> start(
            HttpServletRequest request, @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity)
            throws IOException {
        LetterScope scope = LetterScope.of(identity);
        RedriveOrder order =
                bodies.small(request, fields -> RedriveOrder.read(fields, scope))
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemType.UNREADABLE_BODY,
                                                "The body is empty; {} redrives all open letters."));
        RedriveJob job =
                jobs.start(
                        Callers.of(request, identity),
                        order.filter(),
                        order.ratePerSecond(),
                        order.limit());
        return ResponseEntity.accepted()
                .location(URI.create(JOBS + "/" + job.id()))
                .body(RedriveJobBody.of(job));
    }

    @GetMapping(path = JOBS + "/{jobId}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<RedriveJobBody> get(
            @PathVariable String jobId,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity) {
        return jobs.find(LetterScope.of(identity), jobId)
                .map(
                        job ->
                                ResponseEntity.ok()
                                        .cacheControl(CacheControl.noStore())
                                        .body(RedriveJobBody.of(job)))
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemType.NOT_FOUND,
                                        "There is no redrive "
                                                + jobId
                                                + "; a restart of the gateway forgets them."));
    }
}
