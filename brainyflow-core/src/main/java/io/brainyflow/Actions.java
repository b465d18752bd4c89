package io.brainyflow;

/** The names of actions that mean something of themselves. */
public final class Actions {

    /** The action that a node is taken to have triggered if it triggers none. */
    public static final String DEFAULT = "default";

    private Actions() {}
}
