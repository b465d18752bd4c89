package io.brainyflow.jdbc;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a failed start what is wrong with the database. */
final class UnkeepableRunsAnalyzer extends AbstractFailureAnalyzer<UnkeepableRunsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnkeepableRunsException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
