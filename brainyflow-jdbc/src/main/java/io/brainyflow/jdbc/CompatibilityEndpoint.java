package io.brainyflow.jdbc;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Reports the runs that have not ended and that this instance's flows cannot continue. Exposes no values of runs. */
@Endpoint(id = "brainyflowcompatibility", defaultAccess = Access.READ_ONLY)
public final class CompatibilityEndpoint {

    private final Compatibility compatibility;

    /**
     * What was found.
     *
     * @param runs how many runs cannot go on here
     * @param findings by the flow, and the node that is not where it was
     */
    public record Report(int runs, Map<String, Finding> findings) implements OperationResponseBody {}

    /**
     * Runs that cannot go on for the same reason.
     *
     * @param runs how many they are
     * @param example what speaks against one of them
     */
    public record Finding(int runs, String example) {}

    CompatibilityEndpoint(Compatibility compatibility) {
        this.compatibility = compatibility;
    }

    /** Reads all runs that have not ended, which takes a while if there are many, and returns what was found. */
    @ReadOperation
    public Report report() {
        compatibility.look(() -> false);
        Map<String, Finding> findings = new TreeMap<>();
        compatibility
                .findings()
                .forEach((where, found) ->
                        findings.put(where, new Finding(found.runs().size(), found.example())));
        return new Report(findings.values().stream().mapToInt(Finding::runs).sum(), findings);
    }
}
