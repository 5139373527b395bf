package dev.millrace.executor.lanes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * A bounded window of waiting work: lanes are drained in proportion to their weights, so that none
 * starves, and within a lane the tenants take turns.
 *
 * <p>Owns the waiting items. Not thread-safe.
 */
public final class FairQueue<T> {

    private final List<Lane<T>> lanes;
    private final int window;

    /**
     * @param weights the weight of each lane, at least 1
     * @param window the most items that wait in a lane
     */
    public FairQueue(List<Integer> weights, int window) {
        this.lanes = weights.stream().map(Lane<T>::new).toList();
        this.window = window;
    }

    public boolean isFull(int lane) {
        return lanes.get(lane).size >= window;
    }

    public int size() {
        return lanes.stream().mapToInt(lane -> lane.size).sum();
    }

    /** How many items wait in a lane. */
    public int size(int lane) {
        return lanes.get(lane).size;
    }

    public void add(int lane, String tenant, T item) {
        lanes.get(lane).add(tenant, item);
    }

    /**
     * The item whose turn it is.
     *
     * @param isOpen whether a lane may have a turn now; one that may not loses and gains nothing
     */
    public Optional<T> poll(IntPredicate isOpen) {
        int total = 0;
        Lane<T> chosen = null;
        for (int index = 0; index < lanes.size(); index++) {
            Lane<T> lane = lanes.get(index);
            if (lane.size > 0 && isOpen.test(index)) {
                total += lane.weight;
                lane.credit += lane.weight;
                if (chosen == null || lane.credit > chosen.credit) {
                    chosen = lane;
                }
            }
        }
        if (chosen == null) {
            return Optional.empty();
        }
        chosen.credit -= total;
        return Optional.of(chosen.remove());
    }

    /** Takes out the items for which the test holds. */
    public List<T> removeIf(Predicate<T> test) {
        List<T> removed = new ArrayList<>();
        lanes.forEach(lane -> lane.removeIf(test, removed));
        return removed;
    }

    private static final class Lane<T> {

        private final int weight;
        private final Map<String, ArrayDeque<T>> tenants = new LinkedHashMap<>();
        private int size;
        private int credit;

        Lane(int weight) {
            if (weight < 1) {
                throw new IllegalArgumentException(
                        "the weight of a lane must be at least 1 but is " + weight);
            }
            this.weight = weight;
        }

        void add(String tenant, T item) {
            tenants.computeIfAbsent(tenant, _ -> new ArrayDeque<>()).add(item);
            size++;
        }

        T remove() {
            Iterator<Map.Entry<String, ArrayDeque<T>>> first = tenants.entrySet().iterator();
            Map.Entry<String, ArrayDeque<T>> turn = first.next();
            String tenant = turn.getKey();
            ArrayDeque<T> items = turn.getValue();
            first.remove();
            T item = items.remove();
            size--;
            if (items.isEmpty()) {
                // A lane that was empty starts without the credit or debt of its past.
                credit = size == 0 ? 0 : credit;
            } else {
                tenants.put(tenant, items);
            }
            return item;
        }

        void removeIf(Predicate<T> test, List<T> removed) {
            for (ArrayDeque<T> items : tenants.values()) {
                items.removeIf(item -> test.test(item) && removed.add(item));
            }
            tenants.values().removeIf(ArrayDeque::isEmpty);
            size = tenants.values().stream().mapToInt(ArrayDeque::size).sum();
        }
    }
}
