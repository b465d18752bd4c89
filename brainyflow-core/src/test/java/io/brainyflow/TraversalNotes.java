package io.brainyflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The state of a traversal as JSON text, which shows that it is small data: no node object, no thread, no value that is
 * not the user's own. Trees are no part of it; they are kept by numbers of their own.
 */
record TraversalNotes(String json, Map<Long, ExecutionTree> trees) {

    record VisitNote(
            Long within,
            Long previous,
            int index,
            int branch,
            boolean sharesCounts,
            int[] counts,
            Map<String, Object> local,
            List<Map<String, Object>> joined,
            FrameNote inside) {}

    record FrameNote(
            Long tree,
            List<Long> waiting,
            List<Long> arrived,
            int underWay,
            int unended,
            boolean ownerTaken,
            List<DepartureNote> departures) {}

    record DepartureNote(long visit, String action, Map<String, Object> data) {}

    record Note(
            String runId,
            long maxSteps,
            long lastNumber,
            long steps,
            int maxConcurrency,
            boolean begun,
            int readyCount,
            Map<Long, VisitNote> visits,
            List<Long> listed,
            List<Long> entered) {}

    private static final JsonMapper JSON = JsonMapper.shared();

    static TraversalNotes of(Traversal traversal) {
        Map<Long, VisitState> live = new TreeMap<>();
        traversal.entered.forEach(visit -> collect(visit, live));
        collect(traversal.root, live);
        Map<Long, VisitNote> visits = new LinkedHashMap<>();
        Map<ExecutionTree, Long> numbers = new IdentityHashMap<>();
        live.forEach((number, visit) -> visits.put(number, note(visit, numbers)));
        Map<Long, ExecutionTree> trees = new HashMap<>();
        numbers.forEach((tree, number) -> trees.put(number, tree));
        Note note = new Note(
                traversal.root.runId(),
                traversal.maxSteps,
                traversal.lastNumber,
                traversal.steps,
                traversal.maxConcurrency,
                traversal.begun,
                traversal.readyCount,
                visits,
                numbers(traversal.listed.stream().map(frame -> frame.owner).toList()),
                numbers(traversal.entered));
        return new TraversalNotes(JSON.writeValueAsString(note), trees);
    }

    private static void collect(VisitState visit, Map<Long, VisitState> live) {
        if (live.putIfAbsent(visit.number, visit) == null && visit.inside != null) {
            visit.inside.waiting.forEach(waiting -> collect(waiting, live));
            arrived(visit.inside).forEach(arrived -> collect(arrived, live));
            visit.inside.departures.forEach(departure -> collect(departure.visit(), live));
        }
    }

    private static Long number(ExecutionTree tree, Map<ExecutionTree, Long> numbers) {
        return tree == null ? null : numbers.computeIfAbsent(tree, key -> (long) numbers.size());
    }

    private static VisitNote note(VisitState visit, Map<ExecutionTree, Long> numbers) {
        Frame inside = visit.inside;
        return new VisitNote(
                visit.frame == null ? null : visit.frame.owner.number,
                number(visit.previous, numbers),
                visit.index,
                visit.branch,
                visit.sharesCounts,
                visit.counts,
                visit.memory == null ? null : visit.memory.local(),
                isToMeet(visit) ? visit.memory.joined() : null,
                inside == null
                        ? null
                        : new FrameNote(
                                number(inside.tree, numbers),
                                numbers(inside.waiting),
                                numbers(arrived(inside)),
                                inside.underWay,
                                inside.unended,
                                inside.ownerTaken,
                                inside.departures.stream()
                                        .map(departure -> new DepartureNote(
                                                departure.visit().number,
                                                departure.trigger().action(),
                                                departure.trigger().forkingData()))
                                        .toList()));
    }

    private static List<VisitState> arrived(Frame frame) {
        return frame.arrived.values().stream().flatMap(List::stream).toList();
    }

    /** Branches have met in the visit, and its turn is still to come or it is under way. */
    private static boolean isToMeet(VisitState visit) {
        return visit.memory != null
                && visit.frame != null
                && visit.frame.graph.joins().contains(visit.index)
                && !arrived(visit.frame).contains(visit);
    }

    private static List<Long> numbers(Iterable<VisitState> visits) {
        List<Long> numbers = new ArrayList<>();
        visits.forEach(visit -> numbers.add(visit.number));
        return numbers;
    }

    Traversal restore(Flow flow, Memory memory) {
        Note note = JSON.readValue(json, Note.class);
        Map<Long, VisitState> visits = new TreeMap<>();
        note.visits()
                .forEach((number, visit) -> visits.put(number, restore(number, visit, note, visits, flow, memory)));
        visits.forEach((number, visit) -> {
            FrameNote inside = note.visits().get(number).inside();
            if (inside != null) {
                inside.waiting().forEach(waiting -> visit.inside.waiting.add(visits.get(waiting)));
                inside.arrived().forEach(arrived -> visit.inside.arrive(visits.get(arrived)));
                inside.departures()
                        .forEach(departure -> visit.inside.departures.add(new Frame.Departure(
                                visits.get(departure.visit()), new Trigger(departure.action(), departure.data()))));
                visit.inside.underWay = inside.underWay();
                visit.inside.unended = inside.unended();
                visit.inside.ownerTaken = inside.ownerTaken();
                visit.inside.tree = trees.get(inside.tree());
            }
        });
        Traversal traversal = new Traversal(visits.get(0L), note.maxSteps(), note.maxConcurrency());
        note.listed().forEach(number -> traversal.listed.add(visits.get(number).inside));
        traversal.begun = note.begun();
        traversal.readyCount = note.readyCount();
        note.entered().forEach(number -> traversal.entered.add(visits.get(number)));
        traversal.lastNumber = note.lastNumber();
        traversal.steps = note.steps();
        return traversal;
    }

    /** Visits come in the order of their numbers, so what a visit refers to is there before it. */
    private VisitState restore(
            long number, VisitNote noted, Note note, Map<Long, VisitState> visits, Flow flow, Memory memory) {
        Memory branch = noted.local() == null ? null : memory.fork(noted.local());
        if (noted.joined() != null) {
            branch = branch.joining(noted.joined());
        }
        VisitState visit;
        if (noted.within() == null) {
            visit = RootVisit.ofFlow(flow.graph().name(), note.runId(), branch);
        } else {
            Frame frame = visits.get(noted.within()).inside;
            if (noted.previous() == null) {
                visit = frame.start;
                visit.memory = branch;
            } else {
                visit = VisitState.in(frame, trees.get(noted.previous()), noted.index(), noted.branch(), branch);
            }
        }
        visit.number = number;
        visit.counts = noted.counts();
        visit.sharesCounts = noted.sharesCounts();
        if (noted.inside() != null) {
            FlowDefinition inside = visit.frame == null ? flow.wired() : visit.frame.flow.nested(visit.index);
            visit.inside = new Frame(visit, inside, null, branch, inside.graph().maxConcurrency(note.maxConcurrency()));
        }
        return visit;
    }
}
