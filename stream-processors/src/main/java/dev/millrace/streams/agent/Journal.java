package dev.millrace.streams.agent;

import dev.millrace.Passage;
import dev.millrace.TaskAdmitted;
import dev.millrace.ToolCall;
import dev.millrace.TurnRequested;
import dev.millrace.streams.agent.Transcript.Message;
import dev.millrace.streams.state.JournalEntry;
import dev.millrace.streams.state.Returned;
import dev.millrace.streams.state.Said;
import dev.millrace.streams.state.SaidCall;
import dev.millrace.streams.state.TaskHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The transcripts as they are stored: entry 0 is the admitted task, entry 1 the first turn if it
 * had passages, and the last ones are the messages. Entries are never changed.
 */
final class Journal {

    private final StateFormat<TaskAdmitted> taskFormat =
            new StateFormat<>(TaskAdmitted.class, "TaskAdmitted-1.avsc", "TaskAdmitted-2.avsc");
    private final StateFormat<TurnRequested> turnFormat =
            new StateFormat<>(TurnRequested.class, "TurnRequested-1.avsc", "TurnRequested-2.avsc");
    private final StateFormat<JournalEntry> messageFormat = new StateFormat<>(JournalEntry.class);

    private final KeyValueStore<Bytes, byte[]> store;

    Journal(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    TaskAdmitted task(String id) {
        return taskFormat.decode(entry(id, 0));
    }

    List<Passage> passages(String id, TaskHeader header) {
        return header.getEntries() - header.getMessages() > 1
                ? turnFormat.decode(entry(id, 1)).getPassages()
                : List.of();
    }

    List<Message> messages(String id, TaskHeader header) {
        List<Message> messages = new ArrayList<>();
        int end = header.getEntries();
        for (int entry = end - header.getMessages(); entry < end; entry++) {
            messages.add(message(messageFormat.decode(entry(id, entry))));
        }
        return messages;
    }

    private byte[] entry(String id, int number) {
        byte[] entry = store.get(key(id, number));
        if (entry == null) {
            throw new IllegalStateException(
                    "task " + id + " has no entry " + number + " in its transcript");
        }
        return entry;
    }

    void add(String id, int number, TaskAdmitted task, Effects effects) {
        effects.put(store, key(id, number), taskFormat.encode(task));
    }

    void add(String id, int number, TurnRequested turn, Effects effects) {
        // What comes with the prompt lies in entry 0, and it may be long.
        TurnRequested passages =
                TurnRequested.newBuilder(turn).setConversation(null).setHistory(List.of()).build();
        effects.put(store, key(id, number), turnFormat.encode(passages));
    }

    void add(String id, int number, Message message, Effects effects) {
        effects.put(store, key(id, number), messageFormat.encode(stored(message)));
    }

    void delete(String id, int number, Effects effects) {
        effects.delete(store, key(id, number));
    }

    private static JournalEntry stored(Message message) {
        return switch (message) {
            case Transcript.Said said ->
                    new JournalEntry(
                            new Said(
                                    said.text(),
                                    said.calls().stream()
                                            .map(
                                                    call ->
                                                            new SaidCall(
                                                                    call.getId(),
                                                                    call.getName(),
                                                                    call.getArguments()))
                                            .toList()));
            case Transcript.Returned returned ->
                    new JournalEntry(
                            new Returned(returned.call(), returned.content(), returned.isError()));
        };
    }

    private static Message message(JournalEntry entry) {
        return switch (entry.getMessage()) {
            case Said said ->
                    new Transcript.Said(
                            said.getText(),
                            said.getCalls().stream()
                                    .map(
                                            call ->
                                                    new ToolCall(
                                                            call.getId(),
                                                            call.getName(),
                                                            call.getArguments()))
                                    .toList());
            case Returned returned ->
                    new Transcript.Returned(
                            returned.getCall(), returned.getContent(), returned.getIsError());
            default -> throw new IllegalStateException("an entry of an unknown type");
        };
    }

    private static Bytes key(String id, int entry) {
        return StateFormat.key(id + "|" + entry);
    }
}
