package dev.millrace.sink.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class GroupReachTest {

    @Test
    void whatIsNotCommittedIsBehind() {
        assertThat(GroupReach.behind(new OffsetAndMetadata(40), 0, 100)).isEqualTo(60);
        assertThat(GroupReach.behind(new OffsetAndMetadata(100), 0, 100)).isZero();
    }

    @Test
    void aGroupThatHasNotBegunIsBehindByAllThereIs() {
        assertThat(GroupReach.behind(null, 30, 100)).isEqualTo(70);
        assertThat(GroupReach.behind(null, 100, 100)).isZero();
    }

    @Test
    void whatIsDeletedOrWasCutIsNotBehind() {
        assertThat(GroupReach.behind(new OffsetAndMetadata(10), 30, 100)).isEqualTo(70);
        assertThat(GroupReach.behind(new OffsetAndMetadata(10), 0, 5)).isZero();
    }
}
