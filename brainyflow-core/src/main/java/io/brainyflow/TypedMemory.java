package io.brainyflow;

import java.lang.invoke.MethodType;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The methods of {@link Memory} that take a {@link MemoryKey}: each behaves like the one that takes a string key. */
abstract sealed class TypedMemory permits Memory {

    /** Returns the value of the key, from the local store or else from the global one; null if neither has it. */
    public abstract @Nullable Object get(String key);

    /**
     * Returns the value of the key as {@link Memory#get(String)} does.
     *
     * @throws ClassCastException if the value is not of the key's type; the message names key and both types
     */
    public <T> @Nullable T get(MemoryKey<T> key) {
        Object value = get(key.name());
        return value == null ? null : key.cast(value);
    }

    /**
     * Returns the value of the key as {@link Memory#get(String)} does, or else the given one.
     *
     * @throws ClassCastException if the value is not of the key's type
     */
    public <T> T getOrDefault(MemoryKey<T> key, T unlessPresent) {
        T value = get(key);
        return value == null ? unlessPresent : value;
    }

    /**
     * Returns the value of the key as {@link Memory#get(String)} does.
     *
     * @throws NoSuchElementException if neither store has the key; the message names it and those that are there
     * @throws ClassCastException if the value is not of the key's type
     */
    public <T> T require(MemoryKey<T> key) {
        return key.cast(require(key.name()));
    }

    /**
     * Returns the value of the key as {@link Memory#get(String)} does.
     *
     * @throws NoSuchElementException if neither store has the key; the message names it and those that are there
     */
    public Object require(String key) {
        Object value = get(key);
        if (value == null) {
            throw new NoSuchElementException("There is no value under " + Log.quote(key) + "; there are " + this);
        }
        return value;
    }

    /**
     * Returns the value of the key as {@link Memory#get(String)} does.
     *
     * @throws NoSuchElementException if neither store has the key; the message names it and those that are there
     * @throws ClassCastException if the value is not of that type
     */
    public <T> T require(String key, Class<T> type) {
        return Memory.cast(key, require(key), type);
    }

    /** Writes the value to the global store and drops a local one; null takes the key out of both. */
    public abstract void put(String key, @Nullable Object value);

    /**
     * Writes the value as {@link Memory#put(String, Object)} does.
     *
     * @throws ClassCastException if an unchecked cast brought a value of another type here
     */
    public <T> void put(MemoryKey<T> key, @Nullable T value) {
        put(key.name(), value == null ? null : key.cast(value));
    }

    /** Takes the key out of both stores. */
    public abstract void remove(String key);

    /** Takes the key out of both stores. */
    public void remove(MemoryKey<?> key) {
        remove(key.name());
    }

    /** Returns whether either store has the key. */
    public abstract boolean contains(String key);

    /** Returns whether either store has the key. */
    public boolean contains(MemoryKey<?> key) {
        return contains(key.name());
    }

    /** Adds to the number in the global store as {@link Memory#add(String, Number)} does. */
    public <N extends Number> void add(MemoryKey<N> key, N number) {
        add(key.name(), number);
    }

    abstract void add(String key, Number number);

    /** Appends one element to the list in the global store as {@link Memory#append(String, Object)} does. */
    public <E> void append(MemoryKey<List<E>> key, E element) {
        append(key.name(), element);
    }

    abstract void append(String key, Object value);

    /**
     * Returns the value that the local store has, or null.
     *
     * @throws ClassCastException if the value is not of the key's type
     */
    public <T> @Nullable T getLocal(MemoryKey<T> key) {
        return key.in(localStore());
    }

    /** Writes the value to the local store, so only this branch and those that split off later see it; null removes the key. */
    public <T> void putLocal(MemoryKey<T> key, @Nullable T value) {
        localStore().put(key.name(), value == null ? null : key.cast(value));
    }

    abstract LocalStore localStore();

    @SuppressWarnings("unchecked")
    static <T> T cast(String key, Object value, Class<? super T> type) {
        Class<?> wanted =
                type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
        if (!wanted.isInstance(value)) {
            throw new ClassCastException(
                    "The value under '" + key + "' is a " + value.getClass().getName() + ", not a " + wanted.getName());
        }
        return (T) value;
    }
}
