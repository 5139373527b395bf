package dev.millrace.executor.engine;

import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** Keeps the assignment true while the group shares out anew; never waits for running calls. */
final class Rebalances implements ConsumerRebalanceListener {

    private final Assignment assignment;
    private final Intake intake;
    private final DoneTickets done;

    Rebalances(Assignment assignment, Intake intake, DoneTickets done) {
        this.assignment = assignment;
        this.intake = intake;
        this.done = done;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assignment.assigned(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        intake.withdraw(Set.copyOf(partitions));
        done.noteIn(assignment);
        assignment.revoked(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        intake.withdraw(Set.copyOf(partitions));
        assignment.lost(partitions);
    }
}
