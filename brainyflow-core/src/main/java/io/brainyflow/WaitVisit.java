package io.brainyflow;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A visit of a wait. Only this class writes its fields. */
final class WaitVisit extends VisitState {

    /** Stands for an answer if none came in time. */
    static final Object TIMEOUT = new Object();

    private @Nullable String key;
    private @Nullable Object asked;
    private @Nullable Instant deadline;
    private @Nullable Object answer;

    WaitVisit(Frame frame, @Nullable ExecutionTree previous, int index, int branch, Memory memory) {
        super(VisitPart.ASK, frame, previous, index, branch, memory);
    }

    /** Notes what was asked. */
    void ask(Completion.Asked asked) {
        this.key = asked.key();
        this.asked = asked.asked();
        this.deadline = asked.deadline();
    }

    @Override
    VisitPart part() {
        return key == null ? VisitPart.ASK : VisitPart.ANSWER;
    }

    void answer(Object answer) {
        this.answer = answer;
    }

    /** Returns what the wait is known by in its run, once it has asked. */
    String key() {
        return Objects.requireNonNull(key, "key");
    }

    /** Returns what {@code prep} returned. */
    @Nullable
    Object asked() {
        return asked;
    }

    /** Returns until when it is to be answered; null for ever. */
    @Nullable
    Instant deadline() {
        return deadline;
    }

    /** Returns the answer, or {@link #TIMEOUT}; null as long as there is none. */
    @Nullable
    Object answer() {
        return answer;
    }

    @Override
    void release() {
        super.release();
        asked = null;
        answer = null;
    }
}
