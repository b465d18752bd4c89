package io.brainyflow;

import io.brainyflow.journal.EntryCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A request as another process reads it: all that is of the user's has been text, in the form that entries have. */
final class SentRequest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final EntryCodec CODEC = StoredProgramsTest.CODEC;

    private SentRequest() {}

    static VisitRequest reread(VisitRequest sent) {
        JournalEntry.Begun begun = (JournalEntry.Begun)
                StoredProgramsTest.reread(new JournalEntry.Begun(sent.flow(), sent.global(), null, sent.rules()));
        return new VisitRequest(
                sent.runId(),
                begun.flow(),
                begun.rules(),
                sent.enclosing(),
                sent.node(),
                sent.number(),
                sent.part(),
                sent.attempts(),
                sent.retries(),
                begun.input(),
                values(sent.local()),
                sent.joined().stream().map(SentRequest::values).toList(),
                sent.answered() == null ? null : reread(sent.answered()),
                sent.leaving() == null ? null : reread(sent.leaving()));
    }

    private static VisitRequest.Answered reread(VisitRequest.Answered answered) {
        return new VisitRequest.Answered(value(answered.asked()), value(answered.answer()));
    }

    private static VisitRequest.Leaving reread(VisitRequest.Leaving leaving) {
        String tree = JSON.writeValueAsString(leaving.tree());
        return new VisitRequest.Leaving(
                value(leaving.prepared()),
                Arrays.asList(JSON.readValue(tree, ExecutionTree.Entry[].class)),
                triggers(leaving.departed()));
    }

    private static List<Trigger> triggers(List<Trigger> triggers) {
        JournalEntry.Visited visited = new JournalEntry.Visited(
                1, "node", VisitPart.WHOLE, 0, triggers, List.of(), null, null, null, null, null);
        return ((JournalEntry.Visited) StoredProgramsTest.reread(visited)).triggers();
    }

    private static Object value(Object value) {
        return CODEC.readValue(CODEC.writeValue("The value", value));
    }

    private static Map<String, Object> values(Map<String, Object> values) {
        return CODEC.readValues(CODEC.writeValues("The store", values));
    }
}
