package io.brainyflow;

/** The rule for names in a memory: any but those that the reference reserves. */
final class MemoryNames {

    private MemoryNames() {}

    /**
     * Returns the name if it may be used.
     *
     * @throws IllegalArgumentException if it is reserved
     */
    static String check(String name) {
        switch (name) {
            case "global", "local", "_global", "_local" ->
                throw new IllegalArgumentException("'" + name + "' is reserved and cannot be a key of a memory");
            default -> {
                return name;
            }
        }
    }
}
