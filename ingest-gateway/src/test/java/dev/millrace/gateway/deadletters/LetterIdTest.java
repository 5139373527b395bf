package dev.millrace.gateway.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterIdTest {

    @Test
    void anIdIsReadAsItIsWritten() {
        LetterId id = new LetterId("agents.tasks.admitted.dlq", 3, 12_345_678_901L);

        assertThat(LetterId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "agents.tasks.admitted:0:1",
                "agents.tasks.admitted.dlq:4:1",
                "agents.tasks.admitted.dlq:-1:1",
                "agents.tasks.admitted.dlq:0:-1",
                "agents.tasks.admitted.dlq:0",
                "agents.tasks.admitted.dlq:0:1:2",
                "another.dlq:0:1",
                "agents.tasks.admitted.dlq:99999999999:1"
            })
    void whatNamesNoDeadLetterIsNoId(String text) {
        assertThat(LetterId.parse(text)).isEmpty();
    }

    @Test
    void aDeadLetterTopicIsNamedAfterItsSourceToo() {
        assertThat(LetterId.deadLetterTopic("agents.tasks.events"))
                .contains("agents.tasks.events.dlq");
        assertThat(LetterId.deadLetterTopic("agents.tasks.events.dlq"))
                .contains("agents.tasks.events.dlq");
        assertThat(LetterId.deadLetterTopic("nothing")).isEmpty();
    }
}
