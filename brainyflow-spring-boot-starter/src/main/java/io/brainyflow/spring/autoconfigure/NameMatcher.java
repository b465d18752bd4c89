package io.brainyflow.spring.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares names as people mistype them, and as environment variables spell them. */
final class NameMatcher {

    private NameMatcher() {}

    /** Returns the names that look like the given one, the nearest first, three at most. */
    static List<String> nearest(String name, Collection<String> existing) {
        String folded = fold(name);
        return existing.stream()
                .filter(candidate -> distance(folded, fold(candidate)) <= Math.max(2, folded.length() / 3))
                .sorted(Comparator.<String>comparingInt(candidate -> distance(folded, fold(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(3)
                .toList();
    }

    /** Returns a sentence that offers the nearest names, or all there are. */
    static String hint(String name, Collection<String> existing, String kind) {
        if (existing.isEmpty()) {
            return "There are no " + kind + ".";
        }
        List<String> nearest = nearest(name, existing);
        String known = "The " + kind + " are " + existing.stream().sorted().toList() + ".";
        return nearest.isEmpty() ? known : "Did you mean '" + String.join("' or '", nearest) + "'? " + known;
    }

    /** Returns the key that is meant by the name: itself, or one that differs as relaxed binding lets it differ. */
    static @Nullable String relaxedKey(Collection<String> keys, String name) {
        if (keys.isEmpty() || keys.contains(name)) {
            return keys.isEmpty() ? null : name;
        }
        String folded = fold(name);
        return keys.stream().filter(key -> fold(key).equals(folded)).findFirst().orElse(null);
    }

    /** Returns the name among the existing ones that is the given one, or differs as relaxed binding lets it differ. */
    static @Nullable String resolve(String name, Collection<String> existing) {
        if (existing.contains(name)) {
            return name;
        }
        String folded = fold(name);
        List<String> same =
                existing.stream().filter(other -> fold(other).equals(folded)).toList();
        return same.size() == 1 ? same.get(0) : null;
    }

    /**
     * Returns whether the key is the twin that an environment variable brings of another key: the same name in lower case
     * and without special characters, whose values relaxed binding has already given to the other.
     */
    static boolean isTwin(String key, Collection<String> keys) {
        return key.equals(fold(key))
                && keys.stream()
                        .anyMatch(other -> !other.equals(key) && fold(other).equals(key));
    }

    static String fold(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        name.codePoints()
                .filter(Character::isLetterOrDigit)
                .map(Character::toLowerCase)
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
