package io.brainyflow.jdbc;

import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.Engine;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if runs are kept in a database: those of all flows, which is the default, or those of some. */
final class OnJdbcEngine extends SpringBootCondition {

    /** The setting of a flow that is needed here; its others are bound elsewhere. */
    record OfFlow(@Nullable Engine engine) {}

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Binder binder = Binder.get(context.getEnvironment());
        ConditionMessage.Builder message = ConditionMessage.forCondition("engine of runs");
        if (binder.bind("brainyflow.runs.engine", Engine.class).orElse(Engine.JDBC) == Engine.JDBC) {
            return ConditionOutcome.match(message.because("it is 'jdbc'"));
        }
        return binder
                .bind("brainyflow.flows", Bindable.mapOf(String.class, OfFlow.class))
                .orElse(Map.of())
                .entrySet()
                .stream()
                .filter(flow -> flow.getValue().engine() == Engine.JDBC)
                .findFirst()
                .map(flow -> ConditionOutcome.match(message.because("it is 'jdbc' for flow " + flow.getKey())))
                .orElseGet(() -> ConditionOutcome.noMatch(message.because("it is 'memory'")));
    }
}
