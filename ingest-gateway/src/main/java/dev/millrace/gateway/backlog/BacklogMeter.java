package dev.millrace.gateway.backlog;

import dev.millrace.gateway.backlog.Backlog.Waiting;
import dev.millrace.gateway.backlog.BacklogSource.Reach;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of one look after another what waits, since when, and how fast it gets less.
 *
 * <p>What waited before the first look counts from there. Used by one thread.
 */
final class BacklogMeter {

    private final Map<Place, PlaceMeter> places = new HashMap<>();
    private final Map<Lane, Pace> paces = new EnumMap<>(Lane.class);

    Backlog take(List<Reach> reaches, long nanos) {
        for (Reach reach : reaches) {
            places.computeIfAbsent(reach.place(), _ -> new PlaceMeter()).look(reach, nanos);
        }
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
