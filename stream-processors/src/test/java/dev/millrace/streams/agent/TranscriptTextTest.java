package dev.millrace.streams.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ToolCall;
import dev.millrace.streams.agent.Transcript.Returned;
import dev.millrace.streams.agent.Transcript.Said;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTextTest {

    private static final Said SUM = said("I will see", "{\"expression\":\"1+1\"}");

    @Test
    void eachEntryHasItsLineInTheOrderOfTheConversation() {
        Transcript transcript =
                Transcript.EMPTY
                        .with(SUM)
                        .with(new Returned(0, "2", false))
                        .with(said("", "{}"))
                        .with(new Returned(0, "no expression", true));

        assertThat(TranscriptText.of(transcript))
                .isEqualTo(
                        """
                        assistant: I will see
                        assistant calls calculator {"expression":"1+1"}
                        calculator: 2
                        assistant calls calculator {}
                        calculator failed: no expression""");
    }

    @Test
    void nothingSaidIsNoText() {
        assertThat(TranscriptText.of(Transcript.EMPTY)).isEmpty();
    }

    @Test
    void longEntriesAreCutBetweenCharacters() {
        String text =
                TranscriptText.of(
                        Transcript.EMPTY.with(SUM).with(new Returned(0, "é".repeat(5_000), false)));

        String last = text.lines().toList().getLast();
        assertThat(last).startsWith("calculator: éé").endsWith("é [cut]");
        assertThat(Transcript.bytes(last))
                .isBetween(TranscriptText.MAX_ENTRY - 1L, (long) TranscriptText.MAX_ENTRY);
    }

    @Test
    void theLastEntriesWinAndALineSaysHowManyAreMissing() {
        Transcript transcript = Transcript.EMPTY;
        for (int turn = 0; turn < 50; turn++) {
            transcript =
                    transcript
                            .with(said("turn " + turn, "{}"))
                            .with(new Returned(0, turn + "x".repeat(5_000), false));
        }
        String text = TranscriptText.of(transcript);

        List<String> lines = text.lines().toList();
        assertThat(Transcript.bytes(text)).isBetween(30_000L, (long) TranscriptText.MAX_TEXT);
        assertThat(lines.getLast()).startsWith("calculator: 49xxx");
        int leftOut = 150 - (lines.size() - 1);
        assertThat(lines.getFirst())
                .isEqualTo("[Left out here: earlier entries, " + leftOut + " in all.]");
    }

    private static Said said(String text, String arguments) {
        return new Said(text, List.of(new ToolCall("call_0", "calculator", arguments)));
    }
}
