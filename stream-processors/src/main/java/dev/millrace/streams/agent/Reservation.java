package dev.millrace.streams.agent;

/** Money that is set aside for an attempt at a turn, until its outcome comes. */
record Reservation(int step, int attempt, long microUsd) {}
