package io.brainyflow.spring.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The one logger of BrainyFlow, which is the core's, too. */
final class StarterLog {

    static final Log LOG = LogFactory.getLog("io.brainyflow");

    private StarterLog() {}
}
