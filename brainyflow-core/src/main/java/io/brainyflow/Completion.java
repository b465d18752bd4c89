package io.brainyflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a performed part of a visit came to, as a {@link Traversal} is told. */
sealed interface Completion {

    /** Answers the place in the tree of a node's visit that ended, its branches still to come; null for anything else. */
    default @Nullable ExecutionTree tree() {
        return null;
    }

    /** Returns the actions that lead nowhere though no one declared it, as far as the flow does not ignore them. */
    default List<String> unmatched() {
        return List.of();
    }

    /** A flow was entered: its graph runs next, from {@code memory}. */
    record Entered(FlowDefinition flow, @Nullable Object prepared, Memory memory) implements Completion {}

    /** The root flow was left, and with it the run ends. */
    record Finished(List<Trigger> triggers) implements Completion {}

    /** The visit of a node ended, and its branch goes on alone, as most do. */
    record WentOn(ExecutionTree tree, VisitState next) implements Completion {}

    /**
     * The visit of a node ended, and its branch ended or splits.
     *
     * @param next the visits of the branches that begin, in order
     * @param departures what the flow passes on as its own trigger
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ended(ExecutionTree tree, VisitState[] next, List<Frame.Departure> departures, List<String> unmatched)
            implements Completion {

        private static final VisitState[] NOBODY = {};
        private static final String[] DEFAULT_ALONE = {Actions.DEFAULT};

        /**
         * Follows the triggers to the branches that begin. Each branch's local store is made here: kept where the branch
         * goes on alone, copied where it splits.
         *
         * @throws IllegalArgumentException if the local store cannot be copied
         */
        static Completion of(VisitState visit, Frame frame, List<Trigger> triggers) {
            if (triggers.size() > 1) {
                return splitting(visit, frame, triggers);
            }
            Trigger trigger = triggers.get(0);
            FlowGraph.Exit exit = frame.graph.exits(visit.place).get(trigger.action());
            if (exit == null || exit.targets().length == 0) {
                return endingAlone(visit, frame, trigger, exit == null);
            }
            return exit.targets().length == 1
                    ? goingOnAlone(visit, frame, trigger, exit)
                    : splitting(visit, frame, triggers);
        }

        private static Ended endingAlone(VisitState visit, Frame frame, Trigger trigger, boolean unknown) {
            boolean byDefault = trigger.action().equals(Actions.DEFAULT);
            String[] actions = byDefault ? DEFAULT_ALONE : new String[] {trigger.action()};
            ExecutionTree tree = new ExecutionTree(visit, actions, null, 0);
            List<Frame.Departure> departures =
                    unknown && passesOn(frame, trigger) ? List.of(departure(visit, trigger)) : List.of();
            List<String> unmatched =
                    unknown && isUnmatched(visit, frame, trigger) ? List.of(trigger.action()) : List.of();
            return new Ended(tree, NOBODY, departures, unmatched);
        }

        private static WentOn goingOnAlone(VisitState visit, Frame frame, Trigger trigger, FlowGraph.Exit exit) {
            Memory memory = visit.memory().goingOn();
            memory.take(trigger.forkingData());
            ExecutionTree tree = new ExecutionTree(visit, exit.asActions(), null, 1);
            VisitState next = VisitState.in(frame, tree, exit.targets()[0], 0, memory);
            inheritCounts(visit, frame, next, false);
            markArrival(frame, next, tree);
            return new WentOn(tree, next);
        }

        private static Ended splitting(VisitState visit, Frame frame, List<Trigger> triggers) {
            String[] actions = new String[triggers.size()];
            int[] ends = new int[triggers.size()];
            int branches = 0;
            for (int i = 0; i < actions.length; i++) {
                actions[i] = triggers.get(i).action();
                FlowGraph.Exit exit = frame.graph.exits(visit.place).get(actions[i]);
                branches += exit == null ? 0 : exit.targets().length;
                ends[i] = branches;
            }
            ExecutionTree tree = new ExecutionTree(visit, actions, ends, branches);
            VisitState[] next = new VisitState[branches];
            List<Frame.Departure> departures = new ArrayList<>(0);
            List<String> unmatched = new ArrayList<>(0);
            for (int i = 0; i < actions.length; i++) {
                Trigger trigger = triggers.get(i);
                FlowGraph.Exit exit = frame.graph.exits(visit.place).get(actions[i]);
                if (exit != null) {
                    begin(visit, frame, trigger, exit, tree, next, i == 0 ? 0 : ends[i - 1]);
                    continue;
                }
                if (passesOn(frame, trigger)) {
                    departures.add(departure(visit, trigger));
                }
                if (isUnmatched(visit, frame, trigger)) {
                    unmatched.add(actions[i]);
                }
            }
            return new Ended(tree, next, departures, unmatched);
        }

        private static void begin(
                VisitState visit,
                Frame frame,
                Trigger trigger,
                FlowGraph.Exit exit,
                ExecutionTree tree,
                VisitState[] next,
                int first) {
            int[] targets = exit.targets();
            for (int i = 0; i < targets.length; i++) {
                Memory memory = visit.memory().fork(trigger.forkingData());
                VisitState branch = VisitState.in(frame, tree, targets[i], first + i, memory);
                inheritCounts(visit, frame, branch, true);
                markArrival(frame, branch, tree);
                next[first + i] = branch;
            }
        }

        /** A branch that comes to a join ends there, unless it turns out to be the first; the join's visit covers the mark. */
        private static void markArrival(Frame frame, VisitState branch, ExecutionTree tree) {
            if (frame.graph.joins().contains(branch.place)) {
                tree.attach(branch.branch, ExecutionTree.ofJoined(branch));
            }
        }

        private static void inheritCounts(VisitState visit, Frame frame, VisitState next, boolean shared) {
            if (frame.graph.cycles().share(visit.place, next.place)) {
                next.inheritCounts(visit.counts, shared);
            }
        }

        private static boolean passesOn(Frame frame, Trigger trigger) {
            return trigger.explicit() && frame.graph.options().propagateActions();
        }

        private static Frame.Departure departure(VisitState visit, Trigger trigger) {
            Map<String, Object> whole = new LinkedHashMap<>(visit.memory().local());
            whole.putAll(trigger.forkingData());
            return new Frame.Departure(visit, new Trigger(trigger.action(), whole));
        }

        /** Returns whether an action that leads nowhere is one that the flow does not ignore; see {@link OnUnmatched}. */
        private static boolean isUnmatched(VisitState visit, Frame frame, Trigger trigger) {
            FlowGraph graph = frame.graph;
            if (graph.onUnmatched() == OnUnmatched.IGNORE) {
                return false;
            }
            if (passesOn(frame, trigger) && frame.owner.frame != null) {
                return false;
            }
            return !trigger.action().equals(Actions.DEFAULT)
                    || graph.exits(visit.place).size() > 1;
        }
    }
}
