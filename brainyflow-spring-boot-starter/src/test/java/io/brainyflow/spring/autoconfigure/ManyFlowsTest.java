package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Node;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** What a start costs does not grow with the square of the number of flows. */
class ManyFlowsTest {

    /** A source that may change: Boot asks it for its keys whenever it looks one up and must not cache. */
    private static final class CountingSource extends MapPropertySource {

        private int asked;

        CountingSource(Map<String, Object> properties) {
            super("flows", properties);
        }

        @Override
        public String[] getPropertyNames() {
            asked++;
            return super.getPropertyNames();
        }
    }

    @Test
    void asksASourceForItsKeysAsOftenForManyFlowsAsForFew() {
        assertThat(timesAsked(50)).isLessThan(2 * timesAsked(2));
    }

    private static int timesAsked(int flows) {
        Map<String, Object> properties = new HashMap<>();
        for (int flow = 0; flow < flows; flow++) {
            properties.put("brainyflow.flows.flow" + flow + ".start", "first");
            properties.put("brainyflow.flows.flow" + flow + ".successors.first.default", "second");
            properties.put("brainyflow.flows.flow" + flow + ".nodes.second.max-attempts", "2");
        }
        CountingSource source = new CountingSource(properties);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(source);
            context.registerBean("first", Node.class, () -> Node.of("first", memory -> {}));
            context.registerBean("second", Node.class, () -> Node.route("second", memory -> "done"));
            context.register(Configurations.getClasses(AutoConfigurations.of(BrainyFlowAutoConfiguration.class)));
            context.refresh();
            assertThat(context.getBeansOfType(Flow.class)).hasSize(flows);
        }
        return source.asked;
    }
}
