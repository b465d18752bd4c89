package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.ParallelFlow;
import java.util.Map;

/**
 * Says what has changed since the application was processed ahead of time. Which flows there are, and of which type, was
 * fixed then, since each is a bean; wiring and settings were not.
 */
final class AotCheck {

    private static final String REMEDY =
            "Process the application ahead of time again, or set the properties as they were"
                    + " then. Wiring and settings of the flows that exist may change.";

    private AotCheck() {}

    /**
     * Compares the properties with the flows.
     *
     * @throws MisconfigurationException if a flow is missing
     */
    static void check(Settings settings, BrainyFlowProperties properties, Map<String, Flow> flows) {
        for (String name : properties.flows().keySet()) {
            if (!NameMatcher.isTwin(name, properties.flows().keySet())
                    && NameMatcher.relaxedKey(flows.keySet(), name) == null) {
                throw new MisconfigurationException(
                        "The properties under " + settings.describe("flows." + name) + " declare flow '" + name
                                + "', which was not there when the application was processed ahead of time. "
                                + NameMatcher.hint(name, flows.keySet(), "flows"),
                        REMEDY);
            }
        }
    }

    static MisconfigurationException gone(String flow) {
        return new MisconfigurationException(
                "Flow '" + flow + "', which was there when the application was processed ahead of time, is declared no"
                        + " more: neither brainyflow.flows." + flow + ".start nor an annotation says where it starts.",
                REMEDY);
    }

    /**
     * Compares the type of a flow with that of its bean.
     *
     * @throws MisconfigurationException if they differ
     */
    static void checkType(String flow, boolean parallel, Class<?> beanType) {
        if (parallel != ParallelFlow.class.isAssignableFrom(beanType)) {
            throw new MisconfigurationException(
                    "Flow '" + flow + "' is " + (parallel ? "parallel" : "sequential")
                            + " by its properties, and was not when the application was processed ahead of time.",
                    REMEDY);
        }
    }
}
