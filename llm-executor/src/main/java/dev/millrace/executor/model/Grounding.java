package dev.millrace.executor.model;

import dev.millrace.executor.work.Turn;
import java.util.List;

/**
 * What an answer is to rest on.
 *
 * @param documents whether the passages are of documents, which are cited; otherwise they are of
 *     what the caller says
 * @param toolWanted whether the answer must be the call of a tool
 */
record Grounding(
        String question, List<Turn.Passage> passages, boolean documents, boolean toolWanted) {

    static final Grounding NOTHING = new Grounding("", List.of(), false, false);

    Grounding {
        passages = List.copyOf(passages);
    }
}
