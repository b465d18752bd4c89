package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neither long nor deep runs grow the stack, and neither do the operations on their trees. */
class NoRecursionTest {

    private final FlowOptions unlimited =
            FlowOptions.create().withMaxVisits(Integer.MAX_VALUE).withMaxSteps(Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsAChainOf100000Nodes(boolean parallel) {
        Node<?, ?> start = new Node<Object, Object>() {};
        Node<?, ?> last = start;
        for (int i = 1; i < 100_000; i++) {
            last = last.next(new Node<Object, Object>() {});
        }

        check(parallel, start, 100_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsALoopOfAMillionVisits(boolean parallel) {
        check(parallel, loop(1_000_000, false), 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsALoopOf100000VisitsThatFansOutAtEach(boolean parallel) {
        check(parallel, loop(100_000, true), 3 * 100_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsFlowsNested1000Deep(boolean parallel) {
        BaseNode<?, ?> nested = new Node<Object, Object>() {};
        for (int depth = 0; depth < 1_000; depth++) {
            nested = parallel ? new ParallelFlow(nested, unlimited) : new Flow(nested, unlimited);
        }

        check(parallel, nested, 1);
    }

    private static Node<?, ?> loop(int visits, boolean fanOut) {
        Nodes.Recorder leaf = new Nodes.Recorder("leaf") {
            @Override
            public void post(Memory memory, Object prepared, Object result) {}
        };
        Node<Object, Object> loop = new Node<>("loop") {
            @Override
            public void post(Memory memory, Object prepared, Object result) {
                memory.add("n", 1);
                boolean last = memory.get("n").equals(visits);
                if (fanOut) {
                    trigger("leaf");
                }
                trigger(last ? "done" : "again");
                if (fanOut) {
                    trigger("leaf");
                }
            }
        };
        loop.on("again", loop);
        loop.on("leaf", leaf);
        return loop;
    }

    private void check(boolean parallel, BaseNode<?, ?> start, int visits) {
        Flow flow = parallel ? new ParallelFlow(start, unlimited) : new Flow(start, unlimited);

        ExecutionTree tree = flow.run(Memory.empty());
        ExecutionTree again = flow.run(Memory.empty());

        assertThat(tree.size()).isEqualTo(visits);
        assertThat(Stream.of(tree.iterator()).mapToInt(NoRecursionTest::count)).containsExactly(visits);
        assertThat(tree.toString()).hasSizeLessThan(2_000);
        assertThat(tree.equals(again)).isTrue();
        assertThat(tree.hashCode()).isEqualTo(again.hashCode());
    }

    private static int count(java.util.Iterator<ExecutionTree.Entry> entries) {
        int count = 0;
        for (; entries.hasNext(); entries.next()) {
            count++;
        }
        return count;
    }
}
