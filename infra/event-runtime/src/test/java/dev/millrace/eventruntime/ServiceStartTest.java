package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;

class ServiceStartTest {

    @Test
    void whatCannotWorkIsFoundBehindWhatTheFrameworkMakesOfIt() {
        IOException unusable = new IOException("wrong in line 2");

        assertThat(
                        ServiceStart.isCausedBy(
                                new BeanCreationException(
                                        "catalogue", new UncheckedIOException(unusable)),
                                IOException.class))
                .isTrue();
        assertThat(
                        ServiceStart.isCausedBy(
                                new BeanCreationException("catalogue", "no bean"),
                                IOException.class))
                .isFalse();
    }
}
