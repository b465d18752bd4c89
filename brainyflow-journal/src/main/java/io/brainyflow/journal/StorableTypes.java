package io.brainyflow.journal;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The records and enums that may be kept in a journal, by their packages. A class that is not among them is neither written nor
 * loaded. Immutable and thread-safe.
 */
public final class StorableTypes {

    /** The JDK's own enums of dates and times, which an application has no package for. */
    private static final String TIMES = "java.time";

    private final List<String> packages;
    private final ClassLoader loader;
    private final ConcurrentMap<String, Class<?>> loaded = new ConcurrentHashMap<>();

    private StorableTypes(List<String> packages, ClassLoader loader) {
        this.packages = packages;
        this.loader = loader;
    }

    /**
     * Returns the types of some packages and of those in them.
     *
     * @param packages names of packages, or of classes; {@code com.acme} allows {@code com.acme.Item} and {@code com.acme.a.B}, and
     *     not {@code com.acmeother.C}
     * @param loader loads the classes when an entry is read
     */
    public static StorableTypes in(Collection<String> packages, ClassLoader loader) {
        return new StorableTypes(List.copyOf(packages), loader);
    }

    /** Returns the names of the packages. */
    public List<String> packages() {
        return packages;
    }

    boolean allows(String className) {
        return matches(TIMES, className) || packages.stream().anyMatch(prefix -> matches(prefix, className));
    }

    private static boolean matches(String prefix, String className) {
        return className.startsWith(prefix)
                && (className.length() == prefix.length()
                        || className.charAt(prefix.length()) == '.'
                        || className.charAt(prefix.length()) == '$');
    }

    /** Returns the class of that name, not initialized; empty if there is none. Asked for allowed ones only. */
    Optional<Class<?>> load(String className) {
        Class<?> known = loaded.get(className);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Class<?> type = Class.forName(className, false, loader);
            loaded.put(className, type);
            return Optional.of(type);
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
