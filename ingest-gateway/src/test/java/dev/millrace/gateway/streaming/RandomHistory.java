package dev.millrace.gateway.streaming;

import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Makes up what could happen to a task, with all that goes wrong. */
final class RandomHistory {

    private final Random random;
    private final History history = new History();
    private final List<Deque<Runnable>> zombies = new ArrayList<>();
    private int calls;

    RandomHistory(long seed) {
        this.random = new Random(seed);
    }

    History make() {
        history.begun();
        int turns = 1 + random.nextInt(3);
        for (int turn = 0; turn < turns; turn++) {
            int step = 1 + 2 * turn;
            boolean isLast = turn == turns - 1;
            Outcome outcome = turn(step);
            if (outcome == null) {
                int what = random.nextInt(3);
                if (what == 0) {
                    history.turnFailed(step, 1, "call-" + calls);
                    history.completed(step, "The agent's own text");
                } else if (what == 1) {
                    history.turnFailed(step, 1, "call-" + calls);
                    history.ended(TaskEventKind.failed, TaskState.failed, step);
                } else {
                    history.ended(TaskEventKind.canceled, TaskState.canceled, step);
                }
                zombie(100);
                return history;
            }
            history.answered(step, outcome.attempt(), outcome.callId());
            zombie(3);
            if (isLast) {
                history.completed(step, outcome.text());
            } else {
                history.asked(step + 1);
                zombie(2);
                history.toolReturned(step + 1);
            }
        }
        zombie(100);
        return history;
    }

    private record Outcome(int attempt, String callId, String text) {}

    /** A turn with a call or several, of which at most one counts; null if none does. */
    private Outcome turn(int step) {
        history.asked(step);
        Outcome won = null;
        int attempt = 1;
        List<Deque<Runnable>> running = new ArrayList<>();
        int attempts = 1 + random.nextInt(3);
        boolean someoneAnswers = random.nextInt(6) > 0;
        for (int i = 0; i < attempts; i++) {
            boolean isLast = i == attempts - 1;
            boolean wins = someoneAnswers && won == null && (isLast || random.nextInt(4) == 0);
            String callId = "call-" + ++calls;
            boolean isEmpty = random.nextInt(8) == 0;
            boolean streams = random.nextInt(5) > 0;
            String text = isEmpty ? "" : text(callId);
            Deque<Runnable> call = streams ? call(step, attempt, callId, text) : new ArrayDeque<>();
            if (wins) {
                won = new Outcome(attempt, callId, text);
                drain(call, running);
                if (!isLast) {
                    // Its outcome is late: others run meanwhile.
                    attempt = maybeRepeat(step, attempt, isLast);
                }
            } else {
                some(call);
                running.add(call);
                attempt = maybeRepeat(step, attempt, isLast);
            }
            interleave(running);
        }
        zombies.addAll(running);
        return won;
    }

    private int maybeRepeat(int step, int attempt, boolean isLast) {
        if (isLast) {
            return attempt;
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                // The executor died: the same attempt runs again under another name.
                return attempt;
            }
            case 1 -> {
                history.told(TaskEventKind.retry_scheduled, step);
                history.asked(step);
            }
            case 2 -> history.told(TaskEventKind.redispatched, step);
            default -> history.told(TaskEventKind.fallback, step);
        }
        return attempt + 1;
    }

    private Deque<Runnable> call(int step, int attempt, String callId, String text) {
        Deque<Runnable> call = new ArrayDeque<>();
        int index = 0;
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(6));
            String part = text.substring(at, end);
            int mine = index++;
            boolean last = end == text.length() && random.nextBoolean();
            call.add(() -> history.said(step, attempt, callId, mine, part, last));
            at = end;
            if (last) {
                return call;
            }
        }
        int mine = index;
        call.add(() -> history.said(step, attempt, callId, mine, "", true));
        return call;
    }

    private String text(String callId) {
        return callId + " says " + "x".repeat(random.nextInt(12)) + ".";
    }

    private void drain(Deque<Runnable> call, List<Deque<Runnable>> others) {
        while (!call.isEmpty()) {
            call.remove().run();
            interleave(others);
        }
    }

    private void some(Deque<Runnable> call) {
        for (int i = random.nextInt(4); i > 0 && !call.isEmpty(); i--) {
            call.remove().run();
        }
    }

    private void interleave(List<Deque<Runnable>> running) {
        for (Deque<Runnable> call : running) {
            if (!call.isEmpty() && random.nextInt(4) == 0) {
                call.remove().run();
            }
        }
    }

    /** Calls that nobody waits for any more go on speaking. */
    private void zombie(int most) {
        for (int i = random.nextInt(most); i > 0; i--) {
            interleave(zombies);
        }
    }
}
