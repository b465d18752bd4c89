package io.brainyflow.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The properties of a node's retries, null where unset; {@link RetrySettings} describes them. */
interface RetryProperties {

    @Nullable
    Integer maxAttempts();

    @Nullable
    Duration waitTime();

    @Nullable
    Double multiplier();

    @Nullable
    Duration maxWait();

    @Nullable
    Duration jitter();

    @Nullable
    List<Class<? extends Throwable>> exceptionIncludes();

    @Nullable
    List<Class<? extends Throwable>> exceptionExcludes();

    @Nullable
    Duration timeout();
}
