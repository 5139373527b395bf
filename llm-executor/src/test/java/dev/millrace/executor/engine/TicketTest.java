package dev.millrace.executor.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.engine.Item.Ticket;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {

    @Test
    void isReadBackFromItsHeader() {
        Ticket ticket = new Ticket(new TopicPartition("agents.turns:requested", 3), 1L << 40);
        assertThat(Ticket.parse(ticket.header())).contains(ticket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "topic", "topic:1", "topic:1:", "topic:x:1", ":1:2", "t:1:-2"})
    void whatIsNoTicketIsIgnored(String text) {
        assertThat(Ticket.parse(text.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aNumberThatNoOffsetCanBeIsIgnored() {
        assertThat(Ticket.parse("t:1:99999999999999999999".getBytes(UTF_8))).isEmpty();
        assertThat(Ticket.parse("t:9999999999:1".getBytes(UTF_8))).isEmpty();
    }
}
