package io.brainyflow;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Branches of a flow failed that {@link OnFailure#COLLECT collects} failures, and its other branches have reached their
 * ends. The first failure is the cause, the others are suppressed in it.
 */
public final class BranchesFailedException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final transient List<BrainyFlowException> failures;
    private final transient @Nullable ExecutionTree tree;

    BranchesFailedException(
            Location at, String flow, List<BrainyFlowException> failures, @Nullable ExecutionTree tree) {
        super(
                (failures.size() == 1 ? "A branch" : failures.size() + " branches") + " of flow '" + flow
                        + "' failed; the first: " + failures.get(0).getMessage(),
                at,
                failures.get(0));
        this.failures = List.copyOf(failures);
        this.tree = tree;
        failures.stream().skip(1).forEach(this::addSuppressed);
    }

    @Override
    @Nullable
    Failure caught() {
        boolean all = failures().stream().allMatch(failure -> failure.caught() != null);
        return all ? new Failure(node(), "branches", 0, this) : null;
    }

    /**
     * Returns the failures of the branches, in the order in which a sequential run reaches them. Empty after
     * deserialisation.
     */
    public List<BrainyFlowException> failures() {
        return failures == null ? List.of() : failures;
    }

    /**
     * Returns the tree of what was visited well, without what failed; empty if the first node failed, and after
     * deserialisation.
     */
    public Optional<ExecutionTree> tree() {
        return Optional.ofNullable(tree);
    }
}
