package io.brainyflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has been left under one key of the global store, as seen from a branch. Each is equal to itself alone. */
abstract sealed class Left {

    /** Whether a value that was put later on the way has replaced it. */
    boolean replaced;

    void markReplaced() {
        replaced = true;
    }

    /** Answers the values that were put, of what this is or came after; null if there are none. */
    abstract @Nullable Left puts();

    /** What one visit left. */
    static final class One extends Left {

        final VisitState visit;

        /** What was put, or {@link Writes#OPERATION}. */
        final Object value;

        /** What a value that is put later replaces along with an operation; null for a value that was put. */
        @Nullable
        Left before;

        private final @Nullable Left puts;

        private One(VisitState visit, Object value, @Nullable Left puts) {
            this.visit = visit;
            this.value = value;
            this.puts = puts;
        }

        static One put(VisitState visit, Object value) {
            return new One(visit, value, null);
        }

        /** An operation on the values that were put before. */
        static One operation(VisitState visit, @Nullable Left puts) {
            return new One(visit, Writes.OPERATION, puts);
        }

        void comeAfter(@Nullable Left before) {
            this.before = before;
        }

        boolean isPut() {
            return value != Writes.OPERATION;
        }

        @Override
        @Nullable
        Left puts() {
            return isPut() ? this : puts;
        }
    }

    /** What the branches left that have met in a join. */
    static final class Several extends Left {

        final List<Left> members;

        /** Whether an operation that came after has taken the place of those here, once that has been tried. */
        @Nullable
        Boolean operationsReplaced;

        private @Nullable Left puts;
        private boolean putsKnown;

        void noteOperationsReplaced(boolean replaced) {
            operationsReplaced = replaced;
        }

        Several(List<Left> members) {
            this.members = members;
        }

        @Override
        @Nullable
        Left puts() {
            if (!putsKnown) {
                putsKnown = true;
                List<Left> each = members.stream()
                        .map(Left::puts)
                        .filter(left -> left != null)
                        .distinct()
                        .toList();
                puts = each.size() < 2 ? each.stream().findFirst().orElse(null) : new Several(each);
            }
            return puts;
        }
    }
}
