package io.brainyflow;

/** The names of actions that mean something of themselves. */
public final class Actions {

    /** The action that a node is taken to have triggered if it triggers none. */
    public static final String DEFAULT = "default";

    /**
     * What a node, or a flow that is a node, ends by if it fails for good and has successors for this: its branch goes on, with
     * a {@link Failure} in its local store. No node can trigger it.
     */
    public static final String FAILED = "failed";

    /** What a {@linkplain WaitNode wait} triggers that was not answered in time, unless it overrides that. */
    public static final String TIMEOUT = "timeout";

    /**
     * Stands in an edge for each explicitly triggered action that is neither wired nor declared as an end; {@link #DEFAULT} is
     * never meant by it. No node can trigger it.
     */
    public static final String ANY = "*";

    private Actions() {}

    /**
     * Checks an action that a node triggers.
     *
     * @throws ReservedActionException if it is one that only edges have
     */
    static void checkTriggered(String action) {
        if (action.equals(FAILED)) {
            throw new ReservedActionException(
                    "Action 'failed' cannot be triggered: a node ends by it when a step throws;"
                            + " throw an exception, or trigger an action of another name");
        }
        if (action.equals(ANY)) {
            throw new ReservedActionException(
                    "Action '*' cannot be triggered: an edge of that name follows any action that has none of its own");
        }
    }
}
