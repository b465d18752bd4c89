package io.brainyflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a performed part of a visit came to, as a {@link Traversal} is told. */
sealed interface Completion {

    /** A flow was entered: its graph runs next, from {@code memory}. */
    record Entered(FlowGraph graph, @Nullable Object prepared, Memory memory) implements Completion {}

    /**
     * The visit ended.
     *
     * @param triggers what was triggered, in order
     * @param next the visits of the branches that begin, in order
     * @param tree the visit's place in the tree, its branches still to come
     * @param departures what the flow passes on as its own trigger
     * @param unmatched actions that nothing is wired to though other actions are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ended(
            List<Trigger> triggers,
            Visit[] next,
            ExecutionTree tree,
            List<Frame.Departure> departures,
            List<String> unmatched)
            implements Completion {

        private static final Visit[] NOBODY = {};

        /**
         * Follows the triggers to the branches that begin. Each branch's local store is made here: kept where the branch
         * goes on alone, copied where it splits.
         *
         * @throws IllegalArgumentException if the local store cannot be copied
         */
        static Ended of(Visit visit, List<Trigger> triggers) {
            if (triggers.size() == 1) {
                Trigger trigger = triggers.get(0);
                FlowGraph.Exit exit = exit(visit, trigger);
                if (exit != null && exit.targets().length == 1) {
                    visit.memory().local().putAll(trigger.forkingData());
                    return goingOnAlone(visit, triggers, exit);
                }
            }
            return splitting(visit, triggers);
        }

        private static FlowGraph.@Nullable Exit exit(Visit visit, Trigger trigger) {
            return visit.frame == null ? null : visit.frame.graph.exit(visit.place, trigger.action());
        }

        private static Ended goingOnAlone(Visit visit, List<Trigger> triggers, FlowGraph.Exit exit) {
            Visit next = Visit.in(
                    frame(visit), visit, exit.targets()[0], 0, visit.memory().goingOn());
            inheritCounts(visit, next, false);
            ExecutionTree tree = new ExecutionTree(visit.node(), exit.asActions(), null, 1);
            markArrival(next, tree);
            return new Ended(triggers, new Visit[] {next}, tree, List.of(), List.of());
        }

        private static Ended splitting(Visit visit, List<Trigger> triggers) {
            String[] actions = new String[triggers.size()];
            int[] ends = new int[triggers.size()];
            List<Visit> next = new ArrayList<>();
            List<Frame.Departure> departures = new ArrayList<>(0);
            List<String> unmatched = new ArrayList<>(0);
            for (int i = 0; i < actions.length; i++) {
                Trigger trigger = triggers.get(i);
                FlowGraph.Exit exit = exit(visit, trigger);
                if (exit != null) {
                    begin(visit, trigger, exit.targets(), next);
                } else if (passesOn(visit, trigger)) {
                    Map<String, Object> whole =
                            new LinkedHashMap<>(visit.memory().local());
                    whole.putAll(trigger.forkingData());
                    departures.add(new Frame.Departure(visit, new Trigger(trigger.action(), whole)));
                } else if (isWarnedAbout(visit, trigger)) {
                    unmatched.add(trigger.action());
                }
                actions[i] = trigger.action();
                ends[i] = next.size();
            }
            ExecutionTree tree = new ExecutionTree(visit.node(), actions, ends, next.size());
            next.forEach(branch -> markArrival(branch, tree));
            return new Ended(triggers, next.toArray(NOBODY), tree, departures, unmatched);
        }

        private static void begin(Visit visit, Trigger trigger, int[] targets, List<Visit> next) {
            for (int i = 0; i < targets.length; i++) {
                Memory memory = i == targets.length - 1
                        ? visit.memory().forkInto(trigger.store())
                        : visit.memory().fork(trigger.forkingData());
                Visit branch = Visit.in(frame(visit), visit, targets[i], next.size(), memory);
                inheritCounts(visit, branch, true);
                next.add(branch);
            }
        }

        /** A branch that comes to a join ends there, unless it turns out to be the first; the join's visit covers the mark. */
        private static void markArrival(Visit branch, ExecutionTree tree) {
            if (frame(branch).graph.joins().contains(branch.place)) {
                tree.attach(branch.branch, ExecutionTree.ofJoined(branch.node()));
            }
        }

        private static void inheritCounts(Visit visit, Visit next, boolean shared) {
            if (frame(visit).graph.cycles().share(visit.place, next.place)) {
                next.counts = visit.counts;
                next.sharesCounts = shared;
            }
        }

        private static boolean passesOn(Visit visit, Trigger trigger) {
            return visit.frame != null && visit.frame.graph.options().propagateActions() && trigger.explicit();
        }

        private static boolean isWarnedAbout(Visit visit, Trigger trigger) {
            return visit.frame != null
                    && !trigger.action().equals(BaseNode.DEFAULT_ACTION)
                    && !visit.frame.graph.actions(visit.place).isEmpty();
        }

        private static Frame frame(Visit visit) {
            if (visit.frame == null) {
                throw new IllegalStateException("The root flow's visit has no successors");
            }
            return visit.frame;
        }
    }
}
