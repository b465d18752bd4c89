package io.brainyflow;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * State of a run in two scopes: a global store shared by every node, and a local store owned by one branch.
 *
 * <p>Reads look in the local store first. Writes go to the global store and drop a local value of the same key. There are
 * no null values: an absent key reads as null, and writing null takes the key out. The names {@code global},
 * {@code local}, {@code _global} and {@code _local} are refused everywhere with an {@link IllegalArgumentException}.
 *
 * <p>The global store is safe for concurrent use; the local store is confined to its branch. Branches that run
 * concurrently see each other's plain writes at an unspecified time, and an update that reads, changes and puts a value can
 * be lost: to combine values, use {@link #add}, {@link #append} and {@link #merge}, which are atomic.
 */
public sealed class Memory extends TypedMemory permits JoinMemory {

    private final GlobalStore global;
    private final LocalStore local;

    Memory(GlobalStore global, LocalStore local) {
        this.global = global;
        this.local = local;
    }

    /** Returns a memory with nothing in it. */
    public static Memory empty() {
        return new Memory(new GlobalStore(), new LocalStore());
    }

    /**
     * Returns a memory whose global store is a copy of the map, its values taken by reference and nulls left out. The
     * map itself is never written.
     *
     * @throws IllegalArgumentException if a key is reserved
     */
    public static Memory of(Map<String, ? extends @Nullable Object> global) {
        Memory memory = empty();
        global.forEach(memory::put);
        return memory;
    }

    /** Returns a memory whose global store has this value. */
    public static <A> Memory of(MemoryKey<A> key1, A value1) {
        Memory memory = empty();
        memory.put(key1, value1);
        return memory;
    }

    /** Returns a memory whose global store has these values. */
    public static <A, B> Memory of(MemoryKey<A> key1, A value1, MemoryKey<B> key2, B value2) {
        Memory memory = of(key1, value1);
        memory.put(key2, value2);
        return memory;
    }

    /** Returns a memory whose global store has these values. */
    public static <A, B, C> Memory of(
            MemoryKey<A> key1, A value1, MemoryKey<B> key2, B value2, MemoryKey<C> key3, C value3) {
        Memory memory = of(key1, value1, key2, value2);
        memory.put(key3, value3);
        return memory;
    }

    /** Returns a memory whose global store has these values. */
    public static <A, B, C, D> Memory of(
            MemoryKey<A> key1,
            A value1,
            MemoryKey<B> key2,
            B value2,
            MemoryKey<C> key3,
            C value3,
            MemoryKey<D> key4,
            D value4) {
        Memory memory = of(key1, value1, key2, value2, key3, value3);
        memory.put(key4, value4);
        return memory;
    }

    /** Returns a memory whose global store has these values. */
    public static <A, B, C, D, E> Memory of(
            MemoryKey<A> key1,
            A value1,
            MemoryKey<B> key2,
            B value2,
            MemoryKey<C> key3,
            C value3,
            MemoryKey<D> key4,
            D value4,
            MemoryKey<E> key5,
            E value5) {
        Memory memory = of(key1, value1, key2, value2, key3, value3, key4, value4);
        memory.put(key5, value5);
        return memory;
    }

    /**
     * Returns a memory that reads and writes the map itself, so that the caller sees what a run writes to it. A memory
     * is as thread-safe as the map.
     *
     * @throws IllegalArgumentException if a key is reserved
     */
    public static Memory over(ConcurrentMap<String, Object> global) {
        global.keySet().forEach(MemoryNames::check);
        return new Memory(new GlobalStore(global), new LocalStore());
    }

    /** Returns the value of the key, from the local store or else from the global one; null if neither has it. */
    @Override
    public @Nullable Object get(String key) {
        MemoryNames.check(key);
        Object value = local.get(key);
        return value == null ? global.get(key) : value;
    }

    /**
     * Returns the value of the key as {@link #get(String)} does.
     *
     * @throws ClassCastException if the value is not of that type; the message names key and both types
     */
    public <T> @Nullable T get(String key, Class<T> type) {
        Object value = get(key);
        return value == null ? null : cast(key, value, type);
    }

    /** Writes the value to the global store and drops a local one; null takes the key out of both. */
    @Override
    public void put(String key, @Nullable Object value) {
        if (value == null) {
            remove(key);
        } else {
            MemoryNames.check(key);
            global.put(key, value);
            local.remove(key);
        }
    }

    /** Takes the key out of both stores. */
    @Override
    public void remove(String key) {
        MemoryNames.check(key);
        global.remove(key);
        local.remove(key);
    }

    /** Returns whether either store has the key. */
    @Override
    public boolean contains(String key) {
        MemoryNames.check(key);
        return local.containsKey(key) || global.contains(key);
    }

    /**
     * Adds to the number in the global store, which is 0 if absent, atomically, and drops a local value. The sum keeps
     * the type of the number that was there.
     *
     * <p>Like {@link #append} and {@link #merge}, it changes nothing if it throws.
     *
     * @throws ClassCastException if the global value is no number
     * @throws IllegalArgumentException if that number's type cannot hold the sum
     */
    @Override
    public void add(String key, Number number) {
        MemoryNames.check(key);
        Objects.requireNonNull(number, "number");
        global.add(key, number);
        local.remove(key);
    }

    /**
     * Appends to the list in the global store, which is empty if absent, atomically and in amortised constant time, and
     * drops a local value. The list that is there afterwards is unmodifiable and never changes: a reader that holds it
     * does not see later elements.
     *
     * @throws ClassCastException if the global value is no list
     */
    @Override
    public void append(String key, Object value) {
        MemoryNames.check(key);
        Objects.requireNonNull(value, "value");
        global.append(key, value);
        local.remove(key);
    }

    /**
     * Combines the value with the one in the global store by the key's reducer, atomically, and drops a local value. An
     * absent value is replaced by the given one, copied if it is an append or union key; a null from the reducer removes the key.
     *
     * @throws IllegalStateException if the key declares no reducer
     * @throws ClassCastException if the global value is not of the key's type
     */
    public <T> void merge(MemoryKey<T> key, T value) {
        key.reducer();
        Objects.requireNonNull(value, "value");
        global.merge(key, key.cast(value));
        local.remove(key.name());
    }

    /**
     * Returns the local store as a live map: what is put there is seen by this branch alone, and by those that split
     * off later. Putting null removes the key; the views ({@code keySet()} and the like) are read-only.
     */
    public Map<String, Object> local() {
        return local;
    }

    /**
     * Returns the local stores of the branches that met in this visit of a {@linkplain FlowBuilder#join join}, in the order
     * of their triggers; at least one. They are unmodifiable, with the values that the branches ended with.
     *
     * @throws IllegalStateException if this is not the memory of a join's visit
     */
    public List<Map<String, Object>> joined() {
        throw new IllegalStateException("No branches have met here: the node is not marked as a join of its flow");
    }

    /** Returns this memory for a join's visit that waits for its turn, with the stores of the branches that met. */
    final Memory joining(List<Map<String, Object>> stores) {
        return new JoinMemory(global, local, stores);
    }

    /** Returns the memory of a join's visit, this being its flow's: less the keys that a branch has no longer. */
    final Memory forkForJoin(List<Map<String, Object>> stores) {
        LocalStore own = LocalStore.copyOf(local);
        stores.forEach(own::retainKeysOf);
        return new JoinMemory(global, own, stores);
    }

    /** Returns this memory with another view of the global store. */
    Memory over(GlobalStore view) {
        return new Memory(view, local);
    }

    /**
     * Returns the memory with which a branch continues alone: this one, without what it joined. If the branch takes data along,
     * this one stays without.
     */
    Memory forNext(Map<String, Object> forkingData) {
        if (forkingData.isEmpty()) {
            return this;
        }
        LocalStore own = local.withSameValues();
        ForkingData.putInto(own, forkingData);
        return new Memory(global, own);
    }

    final Map<String, Object> values() {
        return global.values();
    }

    final GlobalStore global() {
        return global;
    }

    @Override
    final LocalStore localStore() {
        return local;
    }

    /**
     * Returns a memory of its own with copies of both stores, made as {@link #fork(Map)} makes them. Each value is what it
     * was at some point during the call; the copy is not atomic if values are written meanwhile.
     *
     * @throws IllegalArgumentException if a value cannot be copied
     */
    public Memory snapshot() {
        return new Memory(global.copy(), LocalStore.copyOf(local));
    }

    /** Returns a memory over the same global store, with a local store of its own: a copy of this one. */
    public Memory fork() {
        return fork(Map.of());
    }

    /**
     * Returns a memory over the same global store, with a local store of its own: a copy of this one, overlaid with a
     * copy of {@code forkingData}. The copy is deep for arrays and for the JDK's maps, lists and sets, which stay maps (sorted and
     * identity-based ones, too), lists or sets (sorted ones, too), but not of the same class. Other values are shared
     * and should be immutable.
     *
     * @throws IllegalArgumentException if a key is reserved, or a value cannot be copied: a container that contains itself,
     *     whose class is none of the JDK's, or that cannot take copies of its elements
     */
    public Memory fork(Map<String, ? extends @Nullable Object> forkingData) {
        Memory fork = new Memory(global, LocalStore.copyOf(local));
        ForkingData.putInto(fork.local, forkingData);
        return fork;
    }

    /** Returns the keys of both stores, sorted, without their values. */
    @Override
    public String toString() {
        return "Memory[global=" + global + ", local=" + new TreeSet<>(local.keySet()) + "]";
    }
}
