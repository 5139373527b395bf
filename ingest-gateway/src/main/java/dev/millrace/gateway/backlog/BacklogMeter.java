package dev.millrace.gateway.backlog;

import dev.millrace.gateway.backlog.Backlog.Waiting;
import dev.millrace.gateway.backlog.BacklogSource.Head;
import dev.millrace.gateway.backlog.BacklogSource.Question;
import dev.millrace.gateway.backlog.BacklogSource.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of one look after another what waits, since when, and how fast it gets less. Used by one
 * thread.
 */
final class BacklogMeter {

    /** The log itself is asked no more often. */
    static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(10);

    private final Map<Place, PlaceMeter> places = new HashMap<>();
    private final Map<Lane, Pace> paces = new EnumMap<>(Lane.class);
    private Optional<Long> askedAt = Optional.empty();

    void look(List<Reach> reaches, long nanos) {
        for (Reach reach : reaches) {
            places.computeIfAbsent(reach.place(), _ -> new PlaceMeter(reach, nanos))
                    .look(reach, nanos);
        }
    }

    /** What of the log should be known now; nothing as a rule. */
    List<Question> questions(long nanos) {
        if (askedAt.filter(at -> nanos - at < BETWEEN_QUESTIONS.toNanos()).isPresent()) {
            return List.of();
        }
        List<Question> questions =
                places.values().stream().flatMap(place -> place.question(nanos).stream()).toList();
        if (!questions.isEmpty()) {
            askedAt = Optional.of(nanos);
        }
        return questions;
    }

    void learn(List<Head> heads, long nanos, Instant now) {
        for (Head head : heads) {
            PlaceMeter place = places.get(head.place());
            if (place != null) {
                place.learn(head, nanos, now);
            }
        }
    }

    /** What waits as of the last look. */
    Backlog backlog(long nanos) {
        Map<Lane, Waiting> lanes = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, waiting(lane, nanos));
        }
        return new Backlog(lanes);
    }

    private Waiting waiting(Lane lane, long nanos) {
        List<PlaceMeter> own =
                places.entrySet().stream()
                        .filter(place -> place.getKey().lane() == lane)
                        .map(Map.Entry::getValue)
                        .toList();
        Pace pace = paces.computeIfAbsent(lane, _ -> new Pace());
        pace.add(nanos, own.stream().mapToLong(PlaceMeter::done).sum());
        return new Waiting(
                own.stream().mapToLong(PlaceMeter::open).sum(),
                own.stream()
                        .map(place -> place.age(nanos))
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                pace.perSecond());
    }
}
