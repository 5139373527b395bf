package dev.millrace.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.screening.LabelledLines.Line;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Measures how well the rules tell attacks from what only looks like them, and prints it. */
class HitRateTest {

    private final Screening screening = Screening.standard();

    @Test
    void onLinesThatTheRulesWereWrittenAgainst() {
        Rate rate = measure("known.tsv");
        assertThat(rate.precision()).isGreaterThanOrEqualTo(0.95);
        assertThat(rate.recall()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void onLinesThatTheRulesHaveNotSeen() {
        Rate rate = measure("held-out.tsv");
        assertThat(rate.precision()).isGreaterThanOrEqualTo(0.9);
        assertThat(rate.recall()).isGreaterThanOrEqualTo(0.6);
    }

    private record Rate(int hits, int misses, int falseAlarms, int silences) {

        double precision() {
            return (double) hits / (hits + falseAlarms);
        }

        double recall() {
            return (double) hits / (hits + misses);
        }
    }

    private Rate measure(String file) {
        List<Line> lines = LabelledLines.read(file);
        int hits = 0;
        int misses = 0;
        int alarms = 0;
        int silences = 0;
        for (Line line : lines) {
            Findings findings = screening.screen(List.of(line.passage()), ScreeningPolicy.STANDARD);
            boolean met = ScreeningPolicy.STANDARD.isMetBy(findings);
            hits += line.attack() && met ? 1 : 0;
            misses += line.attack() && !met ? 1 : 0;
            alarms += !line.attack() && met ? 1 : 0;
            silences += !line.attack() && !met ? 1 : 0;
            if (line.attack() != met) {
                System.out.printf(
                        "%s: %s %s: %s%n",
                        file, met ? "false alarm" : "missed", findings.rules(), line.text());
            }
        }
        Rate rate = new Rate(hits, misses, alarms, silences);
        System.out.printf(
                Locale.ROOT,
                "%s: %d lines, precision %.3f, recall %.3f (%d attacks found, %d missed, %d false alarms, %d rightly silent)%n",
                file,
                lines.size(),
                rate.precision(),
                rate.recall(),
                hits,
                misses,
                alarms,
                silences);
        return rate;
    }
}
