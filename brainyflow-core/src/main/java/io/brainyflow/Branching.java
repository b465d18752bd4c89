package io.brainyflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows the triggers of a node's visit, along the exits of the graph, to the branches that begin. */
final class Branching {

    private static final VisitState[] NONE = {};
    private static final String[] DEFAULT_ALONE = {Actions.DEFAULT};

    private Branching() {}

    /**
     * Returns what the visit results in. Each branch's local store is made here: kept where the branch continues alone, copied
     * where it splits.
     *
     * @throws IllegalArgumentException if the local store cannot be copied
     */
    static Completion follow(VisitState visit, Frame frame, List<Trigger> triggers) {
        if (triggers.size() > 1) {
            return splitting(visit, frame, triggers);
        }
        Trigger trigger = triggers.get(0);
        Exits.Exit exit = frame.graph.exits(visit.index).of(trigger);
        if (exit == null || exit.targets().length == 0) {
            return ending(visit, frame, trigger, exit == null);
        }
        return exit.targets().length == 1 ? continuing(visit, frame, trigger, exit) : splitting(visit, frame, triggers);
    }

    /** Returns what follows a visit that failed, or null if its node has no successors for that, or it is never caught. */
    static @Nullable Completion followFailure(VisitState visit, Frame frame, BrainyFlowException thrown) {
        Failure failure = thrown.caught();
        if (failure == null || !frame.graph.exits(visit.index).catchFailures()) {
            return null;
        }
        return follow(visit, frame, List.of(new Trigger(Actions.FAILED, Map.of(Failure.KEY.name(), failure))));
    }

    private static Completion ending(VisitState visit, Frame frame, Trigger trigger, boolean unknown) {
        boolean byDefault = trigger.action().equals(Actions.DEFAULT);
        String[] actions = byDefault ? DEFAULT_ALONE : new String[] {trigger.action()};
        ExecutionTree tree = new ExecutionTree(visit, actions, null, 0);
        List<Departures.Departure> departures =
                unknown && passesOn(frame, trigger) ? List.of(departure(visit, trigger)) : List.of();
        List<String> unmatched = unknown && isUnmatched(visit, frame, trigger) ? List.of(trigger.action()) : List.of();
        return new Completion.Ended(tree, NONE, departures, unmatched);
    }

    private static Completion continuing(VisitState visit, Frame frame, Trigger trigger, Exits.Exit exit) {
        Memory memory = visit.memory().forNext(trigger.forkingData());
        ExecutionTree tree = new ExecutionTree(visit, exit.asActions(trigger.action()), null, 1);
        int target = exit.targets()[0];
        markArrival(frame, tree, 0, target);
        if (visit.isReusable() && frame.graph.traits(target).first() != VisitPart.ASK) {
            visit.use(memory);
            return new Completion.Continued(tree, visit, target);
        }
        VisitState next = frame.visit(tree, target, 0, memory);
        inheritCounts(visit, frame, next, false);
        return new Completion.Continued(tree, next, target);
    }

    private static Completion splitting(VisitState visit, Frame frame, List<Trigger> triggers) {
        String[] actions = new String[triggers.size()];
        int[] ends = new int[triggers.size()];
        int branches = 0;
        for (int i = 0; i < actions.length; i++) {
            actions[i] = triggers.get(i).action();
            Exits.Exit exit = frame.graph.exits(visit.index).of(triggers.get(i));
            branches += exit == null ? 0 : exit.targets().length;
            ends[i] = branches;
        }
        ExecutionTree tree = new ExecutionTree(visit, actions, ends, branches);
        VisitState[] next = new VisitState[branches];
        List<Departures.Departure> departures = new ArrayList<>(0);
        List<String> unmatched = new ArrayList<>(0);
        for (int i = 0; i < actions.length; i++) {
            Trigger trigger = triggers.get(i);
            Exits.Exit exit = frame.graph.exits(visit.index).of(trigger);
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
        return new Completion.Ended(tree, next, departures, unmatched);
    }

    private static void begin(
            VisitState visit,
            Frame frame,
            Trigger trigger,
            Exits.Exit exit,
            ExecutionTree tree,
            VisitState[] next,
            int first) {
        int[] targets = exit.targets();
        for (int i = 0; i < targets.length; i++) {
            Memory memory = visit.memory().fork(trigger.forkingData());
            VisitState branch = frame.visit(tree, targets[i], first + i, memory);
            inheritCounts(visit, frame, branch, true);
            markArrival(frame, tree, first + i, targets[i]);
            next[first + i] = branch;
        }
    }

    /** Returns what a flow triggers when it is left: what has departed from it, and then its own. */
    static List<Trigger> leaving(Frame inside, List<Trigger> own) {
        List<Trigger> departed = inside.departures.triggers();
        if (departed.isEmpty()) {
            return own;
        }
        List<Trigger> all = new ArrayList<>(departed);
        own.stream().filter(Trigger::explicit).forEach(all::add);
        return all;
    }

    /** A branch that reaches a join ends there, unless it turns out to be the first; the join's visit covers the mark. */
    private static void markArrival(Frame frame, ExecutionTree tree, int branch, int target) {
        if (frame.graph.joins().contains(target)) {
            tree.attach(branch, ExecutionTree.ofJoined(tree, branch, frame.graph.name(target)));
        }
    }

    private static void inheritCounts(VisitState visit, Frame frame, VisitState next, boolean shared) {
        if (frame.graph.cycles().share(visit.index, next.index)) {
            next.inheritCounts(visit.counts, shared);
        }
    }

    private static boolean passesOn(Frame frame, Trigger trigger) {
        return trigger.explicit() && frame.graph.options().propagateActions();
    }

    private static Departures.Departure departure(VisitState visit, Trigger trigger) {
        Map<String, Object> whole = new LinkedHashMap<>(visit.memory().local());
        whole.putAll(trigger.forkingData());
        return new Departures.Departure(visit, new Trigger(trigger.action(), whole));
    }

    /** Returns whether an action that leads nowhere is one that the flow does not ignore; see {@link OnUnmatched}. */
    private static boolean isUnmatched(VisitState visit, Frame frame, Trigger trigger) {
        FlowGraph graph = frame.graph;
        if (graph.options().onUnmatched() == OnUnmatched.IGNORE) {
            return false;
        }
        if (passesOn(frame, trigger) && frame.owner.frame != null) {
            return false;
        }
        return !trigger.action().equals(Actions.DEFAULT)
                || graph.exits(visit.index).hasSeveralActions();
    }
}
