package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Receives what the engine logs above DEBUG, in place of the console. */
final class LogCapture extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("io.brainyflow");
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    private LogCapture() {}

    static LogCapture begin() {
        LogCapture capture = new LogCapture();
        capture.logger.setUseParentHandlers(false);
        capture.logger.addHandler(capture);
        return capture;
    }

    /** Receives lines of level DEBUG, too, with the class of what was thrown. */
    static LogCapture beginWithDebug() {
        LogCapture capture = begin();
        capture.logger.setLevel(Level.FINE);
        return capture;
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public void publish(LogRecord entry) {
        Throwable thrown = entry.getThrown();
        messages.add(thrown == null ? entry.getMessage() : entry.getMessage() + " with " + thrown);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
