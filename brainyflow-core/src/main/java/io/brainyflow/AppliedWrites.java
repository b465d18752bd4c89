package io.brainyflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The writes of one visit, applied to the global store of a journaled run. */
final class AppliedWrites {

    private final Memory global;

    /** The values before, to be restored. */
    private final Map<String, Optional<Object>> before = new HashMap<>();

    AppliedWrites(Memory global) {
        this.global = global;
    }

    /**
     * Applies the writes. Returns null, or the failure of the visit if one of them does not fit what other visits have written
     * meanwhile; nothing of them is done then.
     */
    @Nullable
    BrainyFlowException apply(VisitState visit, List<Write> writes) {
        try {
            for (Write write : writes) {
                before.computeIfAbsent(write.key(), key -> Optional.ofNullable(global.get(key)));
                write.applyTo(global);
            }
            return null;
        } catch (RuntimeException e) {
            undo();
            return new NodeException(visit.location(), "applying what it wrote", 0, 0, e);
        }
    }

    /** Returns what {@link #apply} would; the store, which others read meanwhile, is left alone. */
    @Nullable
    BrainyFlowException refusal(VisitState visit, List<Write> writes) {
        GlobalStore scratch = new GlobalStore();
        for (Write write : writes) {
            Object present = global.get(write.key());
            if (present != null) {
                scratch.put(write.key(), present);
            }
        }
        return new AppliedWrites(new Memory(scratch, new LocalStore())).apply(visit, writes);
    }

    private void undo() {
        before.forEach((key, value) -> global.put(key, value.orElse(null)));
    }
}
