package io.brainyflow;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run of which one visit is performed here; the others, and what follows, are the business of another process. */
final class RequestedRun extends JournalingRun {

    private final VisitRequest request;
    private final VisitState visit;

    /** Has an entry brought into its stored form, and takes none. */
    private record OneEntry(Function<JournalEntry, Journal.Stored> form) implements Journal {

        @Override
        public Stored store(JournalEntry entry) {
            return form.apply(entry);
        }

        @Override
        public Pending append(long number, Stored entry) {
            throw new UnsupportedOperationException("The entry is appended where the run's journal is");
        }
    }

    /**
     * Returns the run with the visit that is requested.
     *
     * @throws IllegalArgumentException if there is no flow
     * @throws JournalMismatchException if the flow has no such node
     */
    static RequestedRun of(@Nullable Flow flow, VisitRequest request, Function<JournalEntry, Journal.Stored> form) {
        if (flow == null) {
            throw new IllegalArgumentException("Visit " + request.number() + " of run " + Log.quote(request.runId())
                    + " is requested of flow " + Log.quote(request.flow())
                    + ", which is not there; perform it where that flow is");
        }
        flow.runtime().requireBlocking(() -> "A visit of flow '" + request.flow() + "' was requested");
        return new RequestedRun(flow, request, form);
    }

    private RequestedRun(Flow flow, VisitRequest request, Function<JournalEntry, Journal.Stored> form) {
        super(
                flow,
                Memory.of(request.global()),
                RunOptions.create().withRunId(request.runId()).withRules(request.rules()),
                new OneEntry(form));
        this.request = request;
        this.visit = visit();
        if (visit.part() != request.part()) {
            throw mismatch("whose part is " + request.part() + " there, and " + visit.part() + " here");
        }
    }

    private VisitState visit() {
        VisitState at = traversal.root;
        Memory own = new Memory(at.memory().global(), LocalStore.copyOf(request.local()));
        at.use(own);
        for (VisitRequest.Enclosing enclosing : request.enclosing()) {
            at = within(at, enclosing.node(), enclosing.number(), own);
            at.noteRetries(enclosing.retries());
        }
        if (request.number() > 0) {
            Memory memory = request.joined().isEmpty() ? own.fork() : own.fork().joining(request.joined());
            at = within(at, request.node(), request.number(), memory);
        }
        goOn(at);
        return at;
    }

    private VisitState within(VisitState around, String node, long number, Memory memory) {
        WiredFlow flow = entered(around);
        Frame frame = new Frame(around, flow, null, around.memory(), 1);
        around.enter(frame);
        int index;
        try {
            index = flow.graph().index(node);
        } catch (NoSuchElementException e) {
            throw mismatch("and flow '" + flow.graph().name() + "' has no node " + Log.quote(node) + " here");
        }
        VisitState inside = frame.visit(null, index, 0, memory);
        inside.begin(number);
        return inside;
    }

    private WiredFlow entered(VisitState around) {
        WiredFlow flow = VisitWork.entered(this, around);
        if (flow == null) {
            throw mismatch("and " + around.description() + " is no flow here");
        }
        return flow;
    }

    /** Brings the visit to the state that it has in the other process. */
    private void goOn(VisitState begun) {
        begun.noteRetries(request.retries());
        if (request.attempts() > 0) {
            begun.pause(request.attempts());
        }
        VisitRequest.Answered answered = request.answered();
        if (answered != null && begun instanceof WaitVisit wait) {
            wait.ask(new Completion.Asked(request.node(), answered.asked(), null));
            wait.answer(answered.answer() == null ? WaitVisit.TIMEOUT : answered.answer());
        }
        VisitRequest.Leaving leaving = request.leaving();
        if (leaving != null) {
            Frame inside = new Frame(begun, entered(begun), leaving.prepared(), begun.memory(), 1);
            inside.grow(TreeReader.read(leaving.tree()));
            inside.departures.addAll(leaving.departed().stream()
                    .map(trigger -> new Departures.Departure(inside.start, trigger))
                    .toList());
            begun.enter(inside);
        }
    }

    private JournalMismatchException mismatch(String fact) {
        return new JournalMismatchException(
                request.node(),
                "Visit " + request.number() + " of run " + Log.quote(request.runId()) + " of flow '"
                        + request.flow() + "' is requested of node " + Log.quote(request.node()) + ", " + fact
                        + "; perform it with the graph that the run goes on with");
    }

    /**
     * Performs the visit and returns its entry.
     *
     * @throws FlowCancelledException if this thread is interrupted
     */
    Journal.Stored perform() {
        return StoredResult.perform(this, visit);
    }

    /** Keeps no thread for the time between two attempts. */
    @Override
    boolean leaves(Duration time) {
        return true;
    }
}
