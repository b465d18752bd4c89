package io.brainyflow;

import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the engine logs, under the name {@code io.brainyflow}. Above DEBUG no line has a value of a memory or the text of a
 * user's exception; what comes from outside, such as an action, is quoted by {@link #quote}.
 */
final class Log {

    private static final System.Logger LOG = System.getLogger("io.brainyflow");

    private static final int MAX_LENGTH = 100;
    private static final int MAX_NAMES = 20;

    private Log() {}

    static void warn(String message) {
        log(Level.WARNING, message, null);
    }

    /** Warns of what was thrown, by its class; the rest is a line of level DEBUG. */
    static void warn(String message, Throwable thrown) {
        warn(message + ": " + type(thrown));
        debug(message, thrown);
    }

    /** Logs the exception with its text and stack trace, unless they throw themselves. */
    static void debug(String message, Throwable thrown) {
        if (LOG.isLoggable(Level.DEBUG) && !log(Level.DEBUG, message, thrown)) {
            log(Level.DEBUG, message + ": " + type(thrown), null);
        }
    }

    /** No run fails because a logger, or the text of what it logs, throws. */
    private static boolean log(Level level, String message, @Nullable Throwable thrown) {
        try {
            LOG.log(level, message, thrown);
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    /** Returns the class of an exception and that of its cause. */
    static String type(Throwable thrown) {
        Throwable cause = Throwables.cause(thrown);
        String type = thrown.getClass().getName();
        return cause == null ? type : type + ", caused by " + cause.getClass().getName();
    }

    /** Returns a text in quotes, at most 100 characters of it, without line breaks and other control characters. */
    static String quote(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        StringBuilder quoted = new StringBuilder("'");
        cut.chars().forEach(c -> {
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('\'').toString();
    }

    /** Returns the first of several texts, each in quotes, and how many more there are. */
    static String quote(Collection<String> texts) {
        String first = texts.stream().limit(MAX_NAMES).map(Log::quote).collect(Collectors.joining(", ", "[", ""));
        return first + (texts.size() > MAX_NAMES ? " and " + (texts.size() - MAX_NAMES) + " more]" : "]");
    }
}
