package io.brainyflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A flow that is being visited: what waits inside it, and what is to leave it. Part of a {@link Traversal}. */
final class Frame {

    final Visit owner;
    final FlowGraph graph;

    /** What the flow's {@code prep} answered, kept for its {@code post}. */
    final @Nullable Object prepared;

    final Visit start;

    /** How many of the visits may be under way at once; a sequential flow's are so one by one. */
    final int limit;

    /** Visits that wait for their turn, in the order of a sequential run. */
    final Deque<Visit> waiting = new ArrayDeque<>();

    /** Visits whose turn has come and that have not ended; one that is a flow is among them until it has been left. */
    int underWay;

    /** Visits that gave up their place under way while they wait, and want it back before others begin. */
    int resuming;

    /** Visits that have begun to exist and not ended. */
    int unended = 1;

    /** Whether the turn of the owner has come to leave the flow. */
    boolean left;

    final List<Departure> departures = new ArrayList<>();

    /** What has failed in a flow that collects failures. */
    final List<Failure> failures = new ArrayList<>(0);

    /** Whether the flow is ended before it is through, because something in it or around it has failed. */
    boolean cancelled;

    /** What the flow fails with where it is ended by something in it. */
    @Nullable
    BrainyFlowException failure;

    /** A visit that failed, and with what. */
    record Failure(Visit visit, BrainyFlowException failure) {}

    /** A trigger that nothing in the flow is wired to and that the flow passes on as its own. */
    record Departure(Visit visit, Trigger trigger) {}

    Frame(Visit owner, FlowGraph graph, @Nullable Object prepared, Memory memory, int limit) {
        this.owner = owner;
        this.graph = graph;
        this.prepared = prepared;
        this.limit = limit;
        this.start = Visit.in(this, null, 0, 0, memory);
    }

    /** Answers how many visits are ready: those waiting that the limit allows, or the owner's leaving in the end. */
    int ready() {
        if (unended == 0) {
            return left ? 0 : 1;
        }
        return Math.max(0, Math.min(limit - underWay - resuming, waiting.size()));
    }

    /** Answers the visit whose turn comes next, one being ready. */
    Visit peek() {
        return unended == 0 ? owner : waiting.element();
    }

    /** Answers the visit whose turn has come, one being ready. */
    Visit take() {
        if (unended == 0) {
            left = true;
            return owner;
        }
        underWay++;
        return waiting.pop();
    }

    /** Answers the tree of what ran inside. */
    ExecutionTree tree() {
        if (start.tree == null) {
            throw new IllegalStateException(start + " has not ended");
        }
        return start.tree;
    }

    /** Answers what the flow fails with when it is left, or null if it does not. */
    @Nullable
    BrainyFlowException failureToLeaveWith() {
        if (cancelled) {
            return failure == null ? new FlowCancelledException(owner, null) : failure;
        }
        if (failures.isEmpty()) {
            return null;
        }
        return new BranchesFailedException(
                owner, graph.name(), inOrder(failures, Failure::visit, Failure::failure), start.tree);
    }

    /** Answers what leaves the flow in the order in which a sequential run comes to it. */
    List<Trigger> departed() {
        return inOrder(departures, Departure::visit, Departure::trigger);
    }

    /** Answers what is of the entries, by their visits in the order of a sequential run. */
    private <E, T> List<T> inOrder(List<E> entries, Function<E, Visit> visitOf, Function<E, T> of) {
        if (!graph.parallel() || entries.size() < 2) {
            return entries.stream().map(of).toList();
        }
        Map<Visit, List<T>> byVisit = new HashMap<>();
        Map<Visit, Set<Visit>> following = new HashMap<>();
        for (E entry : entries) {
            Visit visit = visitOf.apply(entry);
            byVisit.computeIfAbsent(visit, key -> new ArrayList<>(1)).add(of.apply(entry));
            link(visit, following);
        }
        List<T> ordered = new ArrayList<>(entries.size());
        Deque<Visit> ahead = new ArrayDeque<>();
        ahead.push(start);
        while (!ahead.isEmpty()) {
            Visit visit = ahead.pop();
            ordered.addAll(byVisit.getOrDefault(visit, List.of()));
            following.getOrDefault(visit, Set.of()).stream()
                    .sorted((a, b) -> Integer.compare(b.branch, a.branch))
                    .forEach(ahead::push);
        }
        return ordered;
    }

    /** Notes the visit and those before it as followed by one another, up to the first that was noted earlier. */
    private static void link(Visit last, Map<Visit, Set<Visit>> following) {
        Visit visit = last;
        while (visit.previous != null) {
            if (!following
                    .computeIfAbsent(visit.previous, key -> new HashSet<>(2))
                    .add(visit)) {
                return;
            }
            visit = visit.previous;
        }
    }
}
