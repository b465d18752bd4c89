package io.brainyflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers to waits of a run that have not asked yet, by key, in the order in which they came. Thread-safe. */
final class EarlyAnswers {

    private final Map<String, Deque<Object>> kept = new HashMap<>(0);

    synchronized void keep(String key, Object answer) {
        kept.computeIfAbsent(key, name -> new ArrayDeque<>(1)).add(answer);
    }

    /** Takes the first answer to a wait, dropping those that it could not take; returns null if there is none. */
    synchronized @Nullable Object take(Wait wait) {
        Deque<Object> answers = kept.getOrDefault(wait.key(), new ArrayDeque<>(0));
        while (!answers.isEmpty()) {
            Object answer = answers.remove();
            if (wait.answerType().isInstance(answer)) {
                return answer;
            }
            Log.warn("Run " + Log.quote(wait.runId()) + " of flow '" + wait.flow()
                    + "': the answer that was kept for wait "
                    + Log.quote(wait.key()) + " is dropped, since it is a "
                    + answer.getClass().getName() + ", and the wait is to be answered by a "
                    + wait.answerType().getName());
        }
        return null;
    }
}
