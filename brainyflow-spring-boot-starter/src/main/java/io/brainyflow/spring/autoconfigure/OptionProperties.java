package io.brainyflow.spring.autoconfigure;

import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import org.jspecify.annotations.Nullable;

/** The properties of a flow's options, null where unset; {@link OptionSettings} describes them. */
interface OptionProperties {

    @Nullable
    Integer maxVisits();

    @Nullable
    Long maxSteps();

    @Nullable
    Integer maxConcurrency();

    @Nullable
    OnFailure onFailure();

    @Nullable
    OnConflict onConflict();

    @Nullable
    OnUnmatched onUnmatched();

    @Nullable
    Boolean propagateActions();
}
