package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TraversalTest {

    private final Flow flow = new Flow(Nodes.node("n"));
    private final Memory memory = Memory.empty();
    private final Traversal traversal = new Traversal(RootVisit.ofFlow("flow", "id", memory), 10, 100);

    @Test
    void changesNothingWhenAVisitIsCompletedTwice() {
        VisitState root = traversal.next();
        traversal.complete(root, new Completion.Entered(flow.wired(), null, memory));
        VisitState node = traversal.next();
        Completion ended = Branching.follow(node, node.frame, List.of(Trigger.IMPLIED));

        traversal.complete(node, ended);
        traversal.complete(node, ended);

        assertThat(traversal.readyCount).isEqualTo(1);
        assertThat(traversal.next()).isSameAs(root);
        assertThat(traversal.next()).isNull();
    }

    @Test
    void numbersVisitsByACounter() {
        traversal.complete(traversal.next(), new Completion.Entered(flow.wired(), null, memory));

        assertThat(traversal.root.number).isZero();
        assertThat(traversal.next().number).isEqualTo(1);
    }
}
