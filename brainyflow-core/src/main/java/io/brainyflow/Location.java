package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where in a run something happened, as data that outlives the visit.
 *
 * @param flow the name of the flow that the node stands in
 * @param node the name of the node
 * @param description the node as messages name it
 * @param path the names of the nodes on the way from the root flow's start to the node, both included
 */
record Location(String flow, String node, String description, List<String> path) {

    /** Returns the names of the nodes on the way to the visit of a flow, its own included. */
    static List<String> pathTo(VisitState visit) {
        List<String> names = new ArrayList<>();
        for (VisitState at = visit; at.frame != null; at = at.frame.owner) {
            names.add(at.node());
            for (ExecutionTree before = at.previous; before != null; before = before.previous) {
                names.add(before.node());
            }
        }
        Collections.reverse(names);
        return Collections.unmodifiableList(names);
    }
}
