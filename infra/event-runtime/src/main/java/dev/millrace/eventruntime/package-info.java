/**
 * What every service needs to read and write the events: serdes, dead letters, the check of the
 * topics, health.
 */
@NullMarked
package dev.millrace.eventruntime;

import org.jspecify.annotations.NullMarked;
