package io.brainyflow;

/**
 * What follows when branches of a parallel flow write different values under one key, so that the surviving one depends on
 * timing. Unless that is ignored, what was put is kept until the flow's visit ends, since it may have to be compared.
 */
public enum OnConflict {
    /** A warning is logged, once for each key in a run. */
    WARN,
    /** The visit of the flow fails with a {@link WriteConflictException} when its branches have ended. */
    FAIL,
    /** Nothing; writes are not kept track of. */
    IGNORE
}
