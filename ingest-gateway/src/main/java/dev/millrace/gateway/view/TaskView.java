package dev.millrace.gateway.view;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells the present state of tasks. */
public interface TaskView {

    /**
     * Finds a task.
     *
     * @param tenantId who asks; tasks of others are as good as unknown
     * @param wait how long to wait for the end of the task
     */
    Lookup find(String tenantId, String taskId, Duration wait) throws InterruptedException;

    /**
     * What this instance knows of a task at this moment, without waiting: none here does not mean
     * that there is none.
     *
     * @param tenantId who asks; tasks of others are as good as unknown
     */
    Optional<TaskStatus> glance(String tenantId, String taskId);

    /**
     * Finds a task with all its events.
     *
     * @param tenantId who asks; tasks of others are as good as unknown
     */
    Timeline timeline(String tenantId, String taskId) throws InterruptedException;

    /**
     * Follows a task.
     *
     * @param tenantId who asks; tasks of others are as good as unknown
     * @param onChange called with each change until the task is closed, by a thread that it must
     *     not hold up
     */
    Following follow(String tenantId, String taskId, Runnable onChange) throws InterruptedException;

    /** What the wish to follow a task gives. */
    sealed interface Following {

        /** The task, as it was a moment ago, and what tells how it goes on. */
        record Found(TaskStatus task, FollowedTask followed) implements Following {}

        /** There is no such task. */
        record Unknown() implements Following {}

        /** The view cannot tell at present. */
        record Unavailable(String reason) implements Following {}
    }

    /** What a question for the events of a task gives. */
    sealed interface Timeline {

        /** The task, as it is now, with its events in order. */
        record Found(TaskStatus task, List<TimelineEvent> events) implements Timeline {}

        /** There is no such task. */
        record Unknown() implements Timeline {}

        /** The view cannot tell at present. */
        record Unavailable(String reason) implements Timeline {}
    }

    /** What a question for a task gives. */
    sealed interface Lookup {

        /** The task, as it is now. */
        record Found(TaskStatus task) implements Lookup {}

        /** There is no such task: the view holds all that was accepted before the question. */
        record Unknown() implements Lookup {}

        /** The view cannot tell at present. */
        record Unavailable(String reason) implements Lookup {}
    }
}
