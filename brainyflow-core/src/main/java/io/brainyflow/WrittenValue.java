package io.brainyflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value, or several, written under one key of the global store, as seen from a branch. Equal by identity. */
abstract sealed class WrittenValue {

    /** Whether a value that was put later on the path has replaced it. */
    boolean replaced;

    void markReplaced() {
        replaced = true;
    }

    /** Returns the values that were put, of what this is or came after; null if there are none. */
    abstract @Nullable WrittenValue puts();

    /** What one visit wrote. */
    static final class One extends WrittenValue {

        final VisitState visit;

        /** What was put, or {@link Writes#OPERATION}. */
        final Object value;

        /** What a value that is put later replaces together with this operation; null for a value that was put. */
        @Nullable
        WrittenValue before;

        private final @Nullable WrittenValue puts;

        private One(VisitState visit, Object value, @Nullable WrittenValue puts) {
            this.visit = visit;
            this.value = value;
            this.puts = puts;
        }

        static One put(VisitState visit, Object value) {
            return new One(visit, value, null);
        }

        /** An operation on the values that were put before. */
        static One operation(VisitState visit, @Nullable WrittenValue puts) {
            return new One(visit, Writes.OPERATION, puts);
        }

        void comeAfter(@Nullable WrittenValue before) {
            this.before = before;
        }

        boolean isPut() {
            return value != Writes.OPERATION;
        }

        @Override
        @Nullable
        WrittenValue puts() {
            return isPut() ? this : puts;
        }
    }

    /** What the branches wrote that have met in a join. */
    static final class Several extends WrittenValue {

        final List<WrittenValue> members;

        /** Whether a later operation has replaced those here; null until that has been tried. */
        @Nullable
        Boolean operationsReplaced;

        private @Nullable WrittenValue puts;
        private boolean putsKnown;

        void noteOperationsReplaced(boolean replaced) {
            operationsReplaced = replaced;
        }

        Several(List<WrittenValue> members) {
            this.members = members;
        }

        @Override
        @Nullable
        WrittenValue puts() {
            if (!putsKnown) {
                putsKnown = true;
                List<WrittenValue> each = members.stream()
                        .map(WrittenValue::puts)
                        .filter(left -> left != null)
                        .distinct()
                        .toList();
                puts = each.size() < 2 ? each.stream().findFirst().orElse(null) : new Several(each);
            }
            return puts;
        }
    }
}
