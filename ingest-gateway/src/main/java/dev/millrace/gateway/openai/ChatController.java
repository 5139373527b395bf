package dev.millrace.gateway.openai;

import dev.millrace.gateway.http.ApiKeyFilter;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.view.TaskStatus;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Takes chats as tasks. */
@RestController
class ChatController {

    private final OrderIntake intake;
    private final ChatOrders orders;
    private final AnswerWait answers;
    private final StreamedAnswers streamed;

    ChatController(
            OrderIntake intake, ChatOrders orders, AnswerWait answers, StreamedAnswers streamed) {
        this.intake = intake;
        this.orders = orders;
        this.answers = answers;
        this.streamed = streamed;
    }

    @PostMapping(path = "/v1/chat/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Nullable ResponseEntity<ObjectNode> create(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity)
            throws IOException, InterruptedException {
        try (Taken taken = intake.take(request, response, identity, orders::read)) {
            if (taken.delivery().stream()) {
                stream(taken, request, response);
                return null;
            }
            Optional<TaskStatus> task = answers.await(taken, CallerPresence.of(request));
            return task.isPresent() ? completion(task.get()) : null;
        }
    }

    private void stream(Taken taken, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        ChatBodies bodies =
                new ChatBodies(taken.task().id(), taken.task().createdAt(), taken.task().agent());
        boolean includeUsage = taken.delivery().includeUsage();
        streamed.answer(
                taken,
                false,
                request,
                response,
                out -> new ChatNarration(bodies, includeUsage, out));
    }

    private static ResponseEntity<ObjectNode> completion(TaskStatus task) {
        TaskStatus.Result result = task.result();
        if (result == null) {
            throw TaskFailures.exception(task);
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(ChatBodies.of(task).completion(result, task.usage()));
    }
}
