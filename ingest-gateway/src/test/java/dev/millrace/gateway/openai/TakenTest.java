package dev.millrace.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskPriority;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakenTest {

    @Test
    void anOpenRequestHasNothingThatSomebodySaid() {
        Set<Class<?>> held = new LinkedHashSet<>();
        hold(Taken.class, held);

        assertThat(held).contains(Taken.Task.class, Delivery.class);
        assertThat(held.stream().map(Class::getPackageName))
                .doesNotContain(NewTask.class.getPackageName());
        assertThat(held).doesNotContain(Order.class, KeptRequest.class);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, ''",
        "true, false, ''",
        "true, true, ''",
        "false, true, what answers repeat"
    })
    void whatAnswersRepeatStaysOnlyWithARequestThatIsAnsweredAtOnce(
            boolean stream, boolean background, String kept) {
        Taken.Task task =
                Taken.Task.of(task("what answers repeat"), new Delivery(stream, background, false));

        assertThat(task.request()).isEqualTo(kept);
    }

    private static void hold(Class<?> type, Set<Class<?>> held) {
        if (held.add(type) && type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                hold(component.getType(), held);
            }
        }
    }

    private static NewTask task(String request) {
        return new NewTask(
                "t",
                "dev",
                "",
                Set.of(),
                "default",
                "Hi",
                List.of(),
                null,
                TaskPriority.NORMAL,
                null,
                null,
                Map.of(),
                Instant.EPOCH,
                null,
                false,
                request);
    }
}
