package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutionTreeTest {

    private static ExecutionTree tree(String... actions) {
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            for (String action : actions) {
                node.fire(action);
            }
        });
        start.on("a", Nodes.node("left")).next(Nodes.node("leaf"));
        start.on("b", Nodes.node("right"));
        return new Flow(start).run(Memory.empty());
    }

    @Test
    void showsOneLevelAtATimeInTheReferencesShape() {
        ExecutionTree tree = tree("a", "b", "a", "none");

        assertThat(tree.node()).isEqualTo("start");
        assertThat(tree.triggered().keySet()).containsExactly("a", "b", "none");
        assertThat(tree.triggered().get("a")).hasSize(2);
        assertThat(tree.triggered().get("none")).isEmpty();
        assertThat(tree.triggered().get("a").get(0).triggered())
                .isEqualTo(Map.of(
                        "default",
                        tree("a").triggered().get("a").get(0).triggered().get("default")));
    }

    @Test
    void isAFlatListOfVisits() {
        assertThat(ConformanceCase.JSON.writeValueAsString(tree("a", "b"))).isEqualTo("[" + """
                        {"id":0,"parent":null,"action":null,"node":"start","triggered":["a","b"],"joined":false},\
                        {"id":1,"parent":0,"action":"a","node":"left","triggered":["default"],"joined":false},\
                        {"id":2,"parent":1,"action":"default","node":"leaf","triggered":["default"],"joined":false},\
                        {"id":3,"parent":0,"action":"b","node":"right","triggered":["default"],"joined":false}]""");
    }

    @Test
    void equalsATreeOfTheSameNodesActionsAndOrder() {
        assertThat(tree("a", "b").equals(tree("a", "b"))).isTrue();
        assertThat(tree("a", "b").hashCode()).isEqualTo(tree("a", "b").hashCode());
        assertThat(tree("a", "b").equals(tree("b", "a"))).isFalse();
        assertThat(tree("a").equals(tree("a", "b"))).isFalse();
        assertThat(tree("a", "none").equals(tree("none", "a"))).isFalse();
        assertThat(tree("a", "a").equals(tree("a"))).isFalse();
        assertThat(tree("a").equals("a")).isFalse();
        ExecutionTree tree = tree("a");
        assertThat(tree.equals(tree)).isTrue();
    }

    @Test
    void tellsTreesApartByWhereBranchesEnd() {
        ExecutionTree first = place("n", new String[] {"x", "y"}, new int[] {0, 1}, 1);
        ExecutionTree second = place("n", new String[] {"x", "y"}, new int[] {1, 1}, 1);
        first.attach(0, place("c", new String[] {"default"}, null, 0));
        second.attach(0, place("c", new String[] {"default"}, null, 0));

        assertThat(first.equals(second)).isFalse();
    }

    @Test
    void printsWhatFitsInALine() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 100);
        start.on("item", Nodes.node("work"));

        assertThat(tree("a", "b", "none")).hasToString("start{a=[left{default=[leaf]}], b=[right], none=[]}");
        assertThat(new Flow(start).run(Memory.empty()).toString())
                .startsWith("start{item=[work, work, ")
                .endsWith("work, … (71 more visits)");
    }

    @Test
    void leavesOutABranchThatFailed() {
        ExecutionTree tree = place("n", new String[] {"default"}, null, 2);
        ExecutionTree other = place("n", new String[] {"default"}, null, 2);
        tree.attach(1, place("m", new String[] {"default"}, null, 0));
        other.attach(0, place("m", new String[] {"default"}, null, 0));

        assertThat(tree).hasToString("n{default=[m]}").hasSize(2).isNotEqualTo(other);
        assertThat(tree.triggered().get("default")).hasSize(1);
    }

    private static ExecutionTree place(String node, String[] actions, int[] ends, int branches) {
        return new ExecutionTree(RootVisit.ofNode(node, Memory.empty()), actions, ends, branches);
    }
}
