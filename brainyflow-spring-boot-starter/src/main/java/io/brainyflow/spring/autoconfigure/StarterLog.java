package io.brainyflow.spring.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The one logger of BrainyFlow, which is the core's, too. */
final class StarterLog {

    static final Log LOG = LogFactory.getLog("io.brainyflow");

    private static final int MAX_LENGTH = 100;

    private StarterLog() {}

    /** Returns a name in quotes, at most 100 characters of it, without line breaks and other control characters. */
    static String quote(String name) {
        String cut = name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH) + "…";
        return "'" + cut.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
