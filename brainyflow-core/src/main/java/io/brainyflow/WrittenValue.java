package io.brainyflow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** The value that one visit wrote. */
    static final class One extends WrittenValue {

        final VisitState visit;

        /** The value that was put, or {@link Writes#OPERATION}. */
        final Object value;

        /** The values that a later put replaces together with this operation; null for a value that was put. */
        @Nullable
        WrittenValue before;

        private final @Nullable WrittenValue puts;

        /** Whether it is compared with no other any more. */
        boolean removed;

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

        void markRemoved() {
            removed = true;
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

    /** The values of the branches that have met in a join. */
    static final class Several extends WrittenValue {

        final List<WrittenValue> members;

        /** The values that were put, as they were when {@link #operationsReplaced} was found out. */
        private @Nullable WrittenValue replacedOn;

        private @Nullable Boolean operationsReplaced;

        private final @Nullable WrittenValue puts;

        Several(List<WrittenValue> members) {
            this.members = members;
            this.puts = puts(members);
        }

        private @Nullable WrittenValue puts(List<WrittenValue> members) {
            Set<WrittenValue> puts = new LinkedHashSet<>();
            for (WrittenValue member : members) {
                WrittenValue put = member.puts();
                if (put != null) {
                    puts.add(put);
                }
            }
            if (puts.size() < 2) {
                return puts.stream().findFirst().orElse(null);
            }
            return puts.size() == members.size() && puts.containsAll(members) ? this : new Several(List.copyOf(puts));
        }

        @Override
        @Nullable
        WrittenValue puts() {
            return puts;
        }

        /** Returns whether a later operation on these puts has replaced the operations here; null until that has been tried. */
        @Nullable
        Boolean operationsReplaced(@Nullable WrittenValue onPuts) {
            return onPuts == replacedOn ? operationsReplaced : null;
        }

        void noteOperationsReplaced(@Nullable WrittenValue onPuts, boolean replaced) {
            replacedOn = onPuts;
            operationsReplaced = replaced;
        }
    }
}
