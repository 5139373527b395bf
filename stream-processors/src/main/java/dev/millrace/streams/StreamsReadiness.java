package dev.millrace.streams;

import dev.millrace.streams.runtime.StreamsApplication;
import java.util.List;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;

/** Ready when the service has started and all its applications work. */
final class StreamsReadiness extends ReadinessStateHealthIndicator {

    private final List<StreamsApplication> applications;

    StreamsReadiness(ApplicationAvailability availability, List<StreamsApplication> applications) {
        super(availability);
        this.applications = List.copyOf(applications);
    }

    @Override
    protected AvailabilityState getState(ApplicationAvailability availability) {
        boolean running =
                applications.stream().allMatch(application -> application.status().running());
        return running ? super.getState(availability) : ReadinessState.REFUSING_TRAFFIC;
    }
}
