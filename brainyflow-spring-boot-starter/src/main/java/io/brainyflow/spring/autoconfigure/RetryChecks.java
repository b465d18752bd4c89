package io.brainyflow.spring.autoconfigure;

import io.brainyflow.RetryPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks effective retry settings for combinations that make no sense. Values from {@code brainyflow.defaults} are meant
 * for many nodes, so a combination that includes one is not checked.
 */
final class RetryChecks {

    /** A node may stand in several flows. */
    private final Set<String> warnings = new HashSet<>();

    /**
     * Warns of a combination that no one is likely to want.
     *
     * @throws MisconfigurationException if the settings contradict each other
     */
    void check(String node, SettingLayers<RetryPolicy> layers) {
        RetryPolicy policy = layers.inForce();
        if (isJudged(layers, RetrySettings.EXCEPTION_INCLUDES, RetrySettings.EXCEPTION_EXCLUDES)) {
            checkExceptions(node, layers, policy);
        }
        if (isJudged(layers, RetrySettings.WAIT, RetrySettings.MAX_WAIT)) {
            policy.maxWait()
                    .filter(longest -> longest.compareTo(policy.waitTime()) < 0)
                    .ifPresent(longest -> warn(
                            node,
                            "max-wait (" + longest + ") is below wait (" + policy.waitTime()
                                    + "), so each wait takes max-wait"));
        }
        if (isJudged(layers, RetrySettings.WAIT, RetrySettings.JITTER)
                && policy.jitter().compareTo(policy.waitTime()) > 0) {
            warn(
                    node,
                    "jitter (" + policy.jitter() + ") is above wait (" + policy.waitTime()
                            + "), which no wait is shorter than");
        }
        if (isJudged(layers, RetrySettings.WAIT, RetrySettings.MAX_ATTEMPTS)
                && policy.maxAttempts() == 1
                && !policy.waitTime().isZero()) {
            warn(node, "wait is " + policy.waitTime() + ", but max-attempts is 1, so nothing waits");
        }
    }

    private static boolean isJudged(
            SettingLayers<RetryPolicy> layers, SettingDescription<?, ?, ?> one, SettingDescription<?, ?, ?> other) {
        return !layers.isStatedForAll(one.name()) && !layers.isStatedForAll(other.name());
    }

    private static void checkExceptions(String node, SettingLayers<RetryPolicy> layers, RetryPolicy policy) {
        List<Class<? extends Throwable>> excluded = policy.exceptionExcludes();
        Class<?> both = policy.exceptionIncludes().stream()
                .filter(excluded::contains)
                .findFirst()
                .orElse(null);
        if (both != null) {
            throw new MisconfigurationException(
                    "Node '" + node + "' both retries " + both.getName()
                            + " and does not: it is in exception-includes ("
                            + layers.origin(RetrySettings.EXCEPTION_INCLUDES.name(), policy.exceptionIncludes())
                            + ") and in exception-excludes ("
                            + layers.origin(RetrySettings.EXCEPTION_EXCLUDES.name(), excluded) + ").",
                    "Remove it from one of them.");
        }
    }

    private synchronized void warn(String node, String what) {
        if (warnings.add(node + ": " + what)) {
            StarterLog.LOG.warn("Settings of node " + StarterLog.quote(node) + " are at odds: " + what);
        }
    }
}
