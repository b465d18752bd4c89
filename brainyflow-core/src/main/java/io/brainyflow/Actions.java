package io.brainyflow;

/** The names of actions with a predefined meaning. */
public final class Actions {

    /** The action that a node is taken to have triggered if it triggers none. */
    public static final String DEFAULT = "default";

    /**
     * The action that follows the final failure of a node (or nested flow) that has successors for it: its branch continues, with
     * a {@link Failure} in its local store. No node can trigger it.
     */
    public static final String FAILED = "failed";

    /** The action that a {@linkplain WaitNode wait} triggers when it is not answered in time, unless it overrides that. */
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
                    "Action '*' cannot be triggered: an edge of that name follows any action without an edge of its own");
        }
    }
}
