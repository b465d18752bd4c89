package io.brainyflow.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints what is wrong with a wiring or a setting. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MisconfigurationAnalyzer extends AbstractFailureAnalyzer<MisconfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MisconfigurationException cause) {
        return of(cause);
    }

    static FailureAnalysis of(MisconfigurationException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
