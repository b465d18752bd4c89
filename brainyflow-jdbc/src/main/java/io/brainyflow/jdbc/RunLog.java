package io.brainyflow.jdbc;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The one logger of BrainyFlow, which is the core's, too. */
final class RunLog {

    static final Log LOG = LogFactory.getLog("io.brainyflow");

    private RunLog() {}
}
