package io.brainyflow.spring.autoconfigure;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Stops the start on a Spring Boot that is too old, before a missing class does. It is loaded before any other class of the
 * starter, and refers to nothing newer than Spring Boot 3.5.
 */
final class BootVersionGuard implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final int OLDEST = 4;

    /** The version is too old. */
    static final class TooOldException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooOldException(String version) {
            super("BrainyFlow needs Spring Boot " + OLDEST + ".0 or later, but this application runs on Spring Boot "
                    + version + ".");
        }
    }

    /** Prints that the version is too old. */
    static final class Analyzer extends AbstractFailureAnalyzer<TooOldException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, TooOldException cause) {
            return new FailureAnalysis(
                    cause.getMessage(), "Upgrade Spring Boot, or remove brainyflow-spring-boot-starter.", cause);
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        check(SpringBootVersion.getVersion());
    }

    static void check(String version) {
        int dot = version.indexOf('.');
        if (dot > 0 && Integer.parseInt(version.substring(0, dot)) < OLDEST) {
            throw new TooOldException(version);
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
