package dev.millrace.streams.admission;

import dev.millrace.TaskResult;

/** Where admission counts what it does. Called from the stream threads. */
public interface AdmissionMetrics {

    /** Why a request was passed over without a word to anybody. */
    enum Drop {
        /** The record has no value. */
        TOMBSTONE,
        /** The tenant has had a task of this id. */
        DUPLICATE,
        /** Another tenant has had a task of this id. */
        FOREIGN_DUPLICATE
    }

    void admitted();

    /** A model of an admitted task has no known price: what it costs will not be counted. */
    void unpriced();

    /** A request was turned away. */
    void rejected(TaskResult result);

    void dropped(Drop reason);

    /** A request lay on another partition than its tenant's and was sent there. */
    void rerouted();

    /** So many task ids may be used again. */
    void forgotten(int ids);
}
