package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The worked examples of decisions 12 and 13. */
class DecisionExamplesTest {

    @Test
    void joinsWaitUntilTheFlowIsQuiescent() {
        Node<?, ?> split = Node.of("split", (memory, signals) -> {
            for (int i = 1; i <= 3; i++) {
                signals.trigger(String.valueOf(i), Map.of("branch", i));
            }
        });
        Node<?, ?> a = Node.of("a", memory -> {});
        Node<?, ?> b = Node.of("b", memory -> {});
        Node<?, ?> c = Node.of("c", (memory, signals) -> {
            memory.add("rounds", 1);
            signals.trigger(memory.get("rounds", Integer.class) == 1 ? "again" : "on");
        });
        Node<?, ?> meet = Node.of(
                "meet", memory -> memory.append("met", "meet " + memory.joined().size()));
        Node<?, ?> last = Node.of(
                "last", memory -> memory.append("met", "last " + memory.joined().size()));
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(split)
                .on(split, "1", a)
                .on(split, "2", b)
                .on(split, "3", c)
                .on(c, "again", c)
                .on(c, "on", meet)
                .next(a, meet)
                .next(a, last)
                .next(meet, last)
                .join(meet)
                .join(last)
                .build();
        Memory memory = Memory.empty();

        flow.run(memory);

        assertThat((List<?>) memory.get("met")).isEqualTo(List.of("meet 2", "last 2"));
    }

    private static Flow conflicting(Consumer<Memory> second, boolean settled) {
        Node<?, ?> split = Node.of("split", (memory, signals) -> {
            signals.trigger("1");
            signals.trigger("2");
        });
        Node<?, ?> a = Node.of("a", memory -> memory.put("x", 1));
        Node<?, ?> a2 = Node.of("a2", second::accept);
        Node<?, ?> b = Node.of("b", memory -> {
            memory.put("x", 1);
            memory.add("n", 5);
        });
        Node<?, ?> meet = Node.of("meet", memory -> {});
        FlowBuilder builder = Flow.builder("flow")
                .parallel()
                .start(split)
                .on(split, "1", a)
                .on(split, "2", b)
                .next(a, a2)
                .next(a2, meet)
                .next(b, meet)
                .join(meet)
                .options(FlowOptions.create().withOnConflict(OnConflict.FAIL));
        return (settled ? builder.next(meet, Node.of("last", memory -> memory.put("x", 3))) : builder).build();
    }

    @Test
    void conflictsAreOfWhatEachPathWroteLast() {
        assertThatThrownBy(
                        () -> conflicting(memory -> memory.put("x", 2), false).run(Memory.empty()))
                .isInstanceOfSatisfying(WriteConflictException.class, conflict -> {
                    assertThat(conflict.key()).isEqualTo("x");
                    assertThat(conflict.paths().toString()).isEqualTo("[[split, a, a2], [split, b]]");
                });
        assertThatThrownBy(
                        () -> conflicting(memory -> memory.add("x", 2), false).run(Memory.empty()))
                .isInstanceOf(WriteConflictException.class);
        assertThatCode(() -> conflicting(memory -> {}, false).run(Memory.empty()))
                .doesNotThrowAnyException();
        assertThatCode(() -> conflicting(memory -> memory.put("x", 2), true).run(Memory.empty()))
                .doesNotThrowAnyException();
    }
}
