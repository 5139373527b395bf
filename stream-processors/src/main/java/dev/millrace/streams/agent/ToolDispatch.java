package dev.millrace.streams.agent;

import dev.millrace.Answer;
import dev.millrace.StepDecision;
import dev.millrace.TaskEventKind;
import dev.millrace.ToolCall;
import dev.millrace.agents.ToolPattern;
import dev.millrace.streams.agent.AgentState.AwaitingTools;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.Decision.Moved;
import dev.millrace.streams.agent.Transcript.Returned;
import dev.millrace.streams.agent.Transcript.Said;
import java.util.ArrayList;
import java.util.List;

/** Asks for the tools that a turn called, all at once. */
final class ToolDispatch {

    static final String NOT_PERMITTED = "not-permitted";
    static final String TOO_MANY_CALLS = "too-many-calls";

    private ToolDispatch() {}

    static Moved begin(Draft draft, AwaitingTurn turn, Answer answer) {
        List<ToolCall> calls = answer.getToolCalls();
        List<ToolCall> told = calls.subList(0, Math.min(calls.size(), Calls.MAX_TOLD));
        Transcript transcript = turn.transcript().with(new Said(answer.getText(), told));
        int step = turn.step() + 1;
        int maxSteps = draft.progress().task().getAgent().getMaxSteps();
        if (step > maxSteps) {
            return TurnDispatch.tooManySteps(draft, transcript, step, maxSteps);
        }
        draft.tell(
                TaskRecords.event(draft.progress(), step, TaskEventKind.step_requested, draft.now())
                        .setDetail(
                                told.size() == 1
                                        ? "Calling 1 tool"
                                        : "Calling " + told.size() + " tools"));
        return call(draft, transcript, step);
    }

    private static Moved call(Draft draft, Transcript said, int step) {
        List<ToolCall> calls = said.calls();
        List<Work> work = new ArrayList<>();
        Transcript transcript = said;
        for (int index = 0; index < calls.size(); index++) {
            String refusal = refusal(draft, index, calls.get(index).getName());
            if (refusal.isEmpty()) {
                work.add(Work.first(index, TurnDispatch.stepDue(draft)));
            } else {
                transcript = refuse(draft, transcript, step, index, refusal);
            }
        }
        if (work.isEmpty()) {
            return TurnDispatch.first(draft, transcript, step + 1);
        }
        AwaitingTools tools = new AwaitingTools(draft.progress(), transcript, step, work);
        for (Work one : work) {
            draft.emit(new Emission.Tool(TaskRecords.tool(tools, one, draft.now()), false));
        }
        return draft.to(tools);
    }

    private static String refusal(Draft draft, int index, String tool) {
        if (index >= Calls.MAX) {
            return TOO_MANY_CALLS;
        }
        List<String> tools = draft.progress().task().getAgent().getTools();
        boolean permitted = ToolPattern.anyMatches(tools, tool);
        return permitted ? "" : NOT_PERMITTED;
    }

    private static Transcript refuse(
            Draft draft, Transcript transcript, int step, int index, String type) {
        ToolCall call = transcript.calls().get(index);
        String content = words(type, call.getName());
        StepDecision decision = Decisions.refused(index, call, content, type);
        draft.tell(
                TaskRecords.event(draft.progress(), step, TaskEventKind.step_completed, draft.now())
                        .setDecision(decision));
        return transcript.with(new Returned(index, content, true));
    }

    private static String words(String type, String tool) {
        return type.equals(NOT_PERMITTED)
                ? "The tool " + Texts.cut(tool, 200) + " is none that may be used here."
                : "Not called: a turn may call at most " + Calls.MAX + " tools.";
    }
}
