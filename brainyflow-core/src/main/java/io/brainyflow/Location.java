package io.brainyflow;

import java.util.List;

/**
 * Where in a run something happened, as data that outlives the visit.
 *
 * @param flow the name of the flow that the node stands in
 * @param node the name of the node
 * @param description the node as messages name it
 * @param path the names of the nodes on the way from the root flow's start to the node, both included
 */
record Location(String flow, String node, String description, List<String> path) {}
