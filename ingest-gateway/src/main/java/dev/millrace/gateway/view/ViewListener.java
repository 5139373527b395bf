package dev.millrace.gateway.view;

/** Hears what happens to the view; called by Streams threads, so it returns at once. */
interface ViewListener {

    /** A task is different now and can be read. */
    void changed(String taskId);

    /** A record was left aside. */
    void dropped(ViewDrop reason);

    /** So many tasks were forgotten because of their age. */
    void expired(int tasks);
}
