package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Intake.DoneListener;
import dev.millrace.executor.engine.Item.Ticket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;

/**
 * Where any thread leaves word of what begins and is done, until the consumer's thread notes it.
 */
final class DoneTickets implements DoneListener {

    private final Queue<Ticket> begun = new ConcurrentLinkedQueue<>();
    private final Queue<Ticket> tickets = new ConcurrentLinkedQueue<>();

    @Override
    public void begun(TopicPartition partition, long offset) {
        begun.add(new Ticket(partition, offset));
    }

    @Override
    public void done(TopicPartition partition, long offset) {
        tickets.add(new Ticket(partition, offset));
    }

    void noteIn(Assignment assignment) {
        for (Ticket ticket = begun.poll(); ticket != null; ticket = begun.poll()) {
            assignment.begun(ticket.partition(), ticket.offset());
        }
        for (Ticket ticket = tickets.poll(); ticket != null; ticket = tickets.poll()) {
            assignment.done(ticket.partition(), ticket.offset());
        }
    }
}
