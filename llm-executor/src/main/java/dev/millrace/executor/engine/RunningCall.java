package dev.millrace.executor.engine;

/**
 * A call on the thread that makes it, which can be interrupted until the call is over and never
 * after: the thread goes on with other things.
 */
final class RunningCall {

    private final String task;
    private final Thread thread;
    private boolean canceled;
    private boolean over;

    RunningCall(String task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    String task() {
        return task;
    }

    /** Breaks the call off, on any thread. */
    synchronized void cancel() {
        if (!over && !canceled) {
            canceled = true;
            thread.interrupt();
        }
    }

    synchronized boolean isCanceled() {
        return canceled;
    }

    /** The call is over, on its own thread. */
    synchronized void end() {
        over = true;
        if (canceled) {
            boolean _ = Thread.interrupted();
        }
    }
}
