package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

    private final ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();
    private final Memory memory = Memory.over(global);

    @Test
    void readsTheLocalValueFirstAndThenTheGlobalOne() {
        memory.put("a", "global");
        memory.local().put("a", "local");

        assertThat(memory.get("a")).isEqualTo("local");
        assertThat(memory.fork().get("a")).isEqualTo("local");
        assertThat(Memory.over(global).get("a")).isEqualTo("global");
        assertThat(memory.get("absent")).isNull();
    }

    @Test
    void writesTheGlobalValueAndDropsTheLocalOne() {
        memory.local().put("a", "local");

        memory.put("a", "global");

        assertThat(memory.local()).isEmpty();
        assertThat(global).containsEntry("a", "global");
    }

    @Test
    void takesANullAsTheAbsenceOfTheKey() {
        Map<String, Object> map = new HashMap<>();
        map.put("a", null);
        map.put("b", 1);

        Memory copy = Memory.of(map);
        copy.local().put("b", 2);
        copy.put("b", null);
        copy.local().put("c", null);

        assertThat(copy.contains("a")).isFalse();
        assertThat(copy.contains("b")).isFalse();
        assertThat(copy.fork(map).local()).containsOnlyKeys("b");
        assertThat(map).hasSize(2);
    }

    @Test
    void removesTheKeyFromBothStores() {
        memory.put("a", 1);
        memory.local().put("a", 2);

        memory.remove("a");

        assertThat(memory.contains("a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"global", "local", "_global", "_local"})
    void refusesReservedNamesEverywhere(String name) {
        List<Runnable> uses = List.of(
                () -> memory.get(name),
                () -> memory.put(name, 1),
                () -> memory.put(name, null),
                () -> memory.remove(name),
                () -> memory.contains(name),
                () -> memory.add(name, 1),
                () -> memory.append(name, 1),
                () -> memory.local().put(name, 1),
                () -> memory.fork(Map.of(name, 1)),
                () -> Memory.of(Map.of(name, 1)),
                () -> Memory.over(new ConcurrentHashMap<>(Map.of(name, 1))),
                () -> MemoryKey.of(name, Object.class));

        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("'" + name + "' is reserved and cannot be a key of a memory"));
    }

    @Test
    void saysWhichTypeItFoundWhereAnotherWasWanted() {
        memory.put("amount", "12");

        assertThat(memory.get("amount", String.class)).isEqualTo("12");
        assertThat(memory.get("absent", String.class)).isNull();
        assertThatThrownBy(() -> memory.get("amount", Integer.class))
                .isInstanceOf(ClassCastException.class)
                .hasMessage("The value under 'amount' is a java.lang.String, not a java.lang.Integer");
        assertThatThrownBy(() -> memory.get("amount", int.class)).isInstanceOf(ClassCastException.class);
    }

    @Test
    void givesTypedAccessByKey() {
        MemoryKey<List<String>> names = MemoryKey.of("names", List.class);

        memory.put(names, List.of("x"));

        assertThat(memory.get(names)).containsExactly("x");
        assertThat(names).hasToString("MemoryKey[names: java.util.List]");
        assertThat(names.type()).isEqualTo(List.class);
        memory.put(names, null);
        assertThat(memory.get(names)).isNull();
        memory.put("names", 1);
        assertThatThrownBy(() -> memory.get(names)).isInstanceOf(ClassCastException.class);
    }

    @Test
    void showsItsKeysAndNoValues() {
        memory.put("b", "secret");
        memory.put("a", "secret");
        memory.local().put("c", "secret");

        assertThat(memory).hasToString("Memory[global=[a, b], local=[c]]");
    }

    @Test
    void offersTheLocalStoreAsAMap() {
        Map<String, Object> local = memory.local();
        local.put("a", 1);
        local.put("b", 2);

        assertThat(local).hasSize(2).containsEntry("a", 1);
        assertThat(local.remove("a")).isEqualTo(1);
        assertThat(local.remove("a")).isNull();
        assertThat(local.containsKey("b")).isTrue();
        local.clear();
        assertThat(local).isEmpty();
        assertThat(local.get("b")).isNull();
        assertThat(local.put("x", null)).isNull();
        assertThat(local.remove("x")).isNull();
    }

    @Nested
    class Forking {

        @Test
        void copiesMapsListsSetsAndArraysDeeply() {
            List<Object> inner = new ArrayList<>(List.of(1));
            memory.local().put("map", new HashMap<>(Map.of("list", inner)));
            memory.local().put("set", Set.of(List.of(2)));
            memory.local().put("array", new Object[] {inner, null});
            memory.local().put("ints", new int[] {1, 2});

            Memory fork = memory.fork();
            inner.add("later");

            assertThat(fork.local().get("map")).isEqualTo(Map.of("list", List.of(1)));
            assertThat(fork.local().get("set")).isEqualTo(Set.of(List.of(2)));
            assertThat((Object[]) fork.local().get("array")).containsExactly(List.of(1), null);
            assertThat((int[]) fork.local().get("ints")).containsExactly(1, 2);
        }

        @Test
        void keepsTheOrderOfSortedOnes() {
            SortedMap<String, Object> map = new TreeMap<>(Comparator.reverseOrder());
            map.putAll(Map.of("a", 1, "b", 2));
            SortedSet<String> set = new TreeSet<>(Comparator.reverseOrder());
            set.addAll(List.of("a", "b"));

            Memory fork = memory.fork(Map.of("map", map, "set", set));

            assertThat(fork.local().get("map")).isInstanceOf(TreeMap.class).hasToString("{b=2, a=1}");
            assertThat(fork.local().get("set")).isInstanceOf(TreeSet.class).hasToString("[b, a]");
        }

        @Test
        void sharesOtherValues() {
            StringBuilder shared = new StringBuilder();

            assertThat(memory.fork(Map.of("a", shared)).get("a")).isSameAs(shared);
        }

        @Test
        void copiesAnObjectThatStandsInTwoPlacesOnce() {
            List<Object> twice = new ArrayList<>();
            memory.local().put("pair", Arrays.asList(twice, twice, null));

            List<?> pair = (List<?>) memory.fork().local().get("pair");

            assertThat(pair.get(0)).isSameAs(pair.get(1)).isNotSameAs(twice);
        }

        @Test
        void refusesAnArrayThatCannotHoldTheCopyOfItsElement() {
            LinkedList<?>[] array = {new LinkedList<>()};

            assertThatThrownBy(() -> memory.fork(Map.of("a", array)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "The value under 'a' has an array of java.util.LinkedList that cannot hold the copy of its"
                                    + " element, a java.util.ArrayList, and cannot be copied for a branch; use the JDK's lists,"
                                    + " sets and maps, or an object around them, which is shared");
        }

        /** A list that is more than a list. */
        private static final class Basket extends ArrayList<Object> {}

        @Test
        void refusesAContainerWhoseClassIsNotOfTheJdk() {
            assertThatThrownBy(() -> memory.fork(Map.of("a", List.of(new Basket()))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The value under 'a' has a container of " + Basket.class.getName()
                            + ", which is none of the JDK's plain ones, and cannot be copied");
        }

        @Test
        void refusesACheckedCollectionWhoseTypeTheCopiesNeedNotHave() {
            List<Integer> checked = Collections.checkedList(new ArrayList<>(), Integer.class);

            assertThatThrownBy(() -> memory.fork(Map.of("a", checked))).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void keepsTheKindOfAContainer() {
            Comparator<Object> backwards =
                    Comparator.comparing(Object::toString).reversed();
            SortedMap<Object, Object> sortedMap = new ConcurrentSkipListMap<>(backwards);
            sortedMap.putAll(Map.of("a", 1, "b", 2));
            SortedSet<Object> sortedSet = new TreeSet<>(backwards);
            sortedSet.addAll(List.of("a", "b"));
            Map<Object, Object> identities = new IdentityHashMap<>();
            identities.put(new String("key"), 1);
            identities.put(new String("key"), 2);

            Memory fork = memory.fork(Map.of(
                    "list",
                    new LinkedList<>(List.of(1)),
                    "set",
                    new CopyOnWriteArraySet<>(List.of(1)),
                    "map",
                    new ConcurrentHashMap<>(Map.of("k", 1)),
                    "sortedMap",
                    sortedMap,
                    "sortedSet",
                    Collections.unmodifiableSortedSet(sortedSet),
                    "identities",
                    identities));

            assertThat(fork.get("list")).isInstanceOf(List.class).isEqualTo(List.of(1));
            assertThat(fork.get("set")).isInstanceOf(Set.class).isEqualTo(Set.of(1));
            assertThat(fork.get("map")).isInstanceOf(Map.class).isEqualTo(Map.of("k", 1));
            assertThat(fork.get("sortedMap")).isNotSameAs(sortedMap).hasToString("{b=2, a=1}");
            assertThat(fork.get("sortedSet")).isNotSameAs(sortedSet).hasToString("[b, a]");
            assertThat(fork.get("identities"))
                    .isInstanceOfSatisfying(
                            IdentityHashMap.class, map -> assertThat(map.size()).isEqualTo(2));
        }

        @Test
        void copiesASortedSetOfListsWhoseComparatorTakesTheCopiesAndRefusesOneWhoseDoesNot() {
            Set<List<Integer>> bySize = new TreeSet<>(Comparator.comparing(List::size));
            bySize.addAll(List.of(List.of(1), List.of(1, 2)));
            Set<LinkedList<Integer>> byFirst = new TreeSet<>(Comparator.comparing(LinkedList::getFirst));
            byFirst.add(new LinkedList<>(List.of(1)));

            assertThat(memory.fork(Map.of("a", bySize)).get("a")).isEqualTo(bySize);
            assertThatThrownBy(() -> memory.fork(Map.of("a", byFirst)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The value under 'a' has a container of java.util.TreeSet that threw");
        }

        @Test
        void refusesToMergeWhatAContainerKeepsApart() {
            Set<Object> identities = Collections.newSetFromMap(new IdentityHashMap<>());
            identities.add(new String("same"));
            identities.add(new String("same"));
            Map<Object, Object> keys = new IdentityHashMap<>();
            keys.put(new String("key"), 1);
            keys.put(new String("key"), 2);

            assertThatThrownBy(() -> memory.fork(Map.of("a", identities)))
                    .hasMessageContaining("whose elements are equal as copies");
            assertThatThrownBy(() -> memory.fork(Map.of("a", Collections.unmodifiableMap(keys))))
                    .hasMessageContaining("whose keys are equal");
        }

        @Test
        void refusesAContainerThatContainsItself() {
            List<Object> cycle = new ArrayList<>();
            cycle.add(cycle);

            assertThatThrownBy(() -> memory.fork(Map.of("a", cycle)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The value under 'a' contains itself");
        }

        @Test
        void sharesTheGlobalStoreAndNotTheLocalOne() {
            Memory fork = memory.fork(Map.of("a", 1));
            fork.put("b", 2);

            assertThat(memory.get("b")).isEqualTo(2);
            assertThat(memory.local()).isEmpty();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void copiesBothStoresForASnapshot() {
        memory.put("list", new ArrayList<>(List.of(1)));
        memory.local().put("mine", new ArrayList<>(List.of("a")));

        Memory snapshot = memory.snapshot();
        ((List<Object>) memory.get("list")).add(2);
        ((List<Object>) memory.get("mine")).add("b");
        memory.put("later", true);

        assertThat(snapshot.get("list")).isEqualTo(List.of(1));
        assertThat(snapshot.get("mine")).isEqualTo(List.of("a"));
        assertThat(snapshot.local()).containsOnlyKeys("mine");
        assertThat(snapshot.contains("later")).isFalse();
        snapshot.put("own", 1);
        assertThat(memory.contains("own")).isFalse();
    }

    @Nested
    class CombiningWrites {

        @Test
        void addsInTheTypeOfTheNumberThatIsThere() {
            Map<Number, Number> sums = Map.of(
                    1,
                    3,
                    1L,
                    3L,
                    (short) 1,
                    (short) 3,
                    (byte) 1,
                    (byte) 3,
                    1.5,
                    3.5,
                    1.5f,
                    3.5f,
                    new BigDecimal("1.50"),
                    new BigDecimal("3.50"),
                    BigInteger.ONE,
                    BigInteger.valueOf(3));

            sums.forEach((present, sum) -> {
                memory.put("n", present);
                memory.add("n", 2);
                assertThat(memory.get("n")).isEqualTo(sum);
            });
        }

        @Test
        void beginsWithZeroAndDropsTheLocalValue() {
            memory.local().put("n", 40);

            memory.add("n", 2);

            assertThat(memory.get("n")).isEqualTo(2);
            memory.add("n", 1.0);
            assertThat(memory.get("n")).isEqualTo(3);
        }

        @Test
        void refusesASumThatTheTypeCannotHold() {
            memory.put("n", Integer.MAX_VALUE);
            memory.put("text", "1");
            memory.put("odd", new java.util.concurrent.atomic.AtomicInteger());

            assertThatThrownBy(() -> memory.add("n", 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Cannot add 1 to the Integer 2147483647 under 'n': a Integer cannot hold the sum; "
                            + "put a number of a wider type there first");
            assertThatThrownBy(() -> memory.add("n", 0.5)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memory.add("n", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memory.add("odd", 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memory.add("text", 1)).isInstanceOf(ClassCastException.class);
        }

        @Test
        void appendsToAListThatReadersCanHold() {
            memory.put("list", new ArrayList<>(List.of(1)));

            memory.append("list", 2);
            List<?> held = memory.get("list", List.class);
            memory.put("other", held);
            memory.append("list", 3);
            memory.append("other", 4);

            assertThat(held).isEqualTo(List.of(1, 2));
            assertThat(memory.get("list")).isEqualTo(List.of(1, 2, 3));
            assertThat(memory.get("other")).isEqualTo(List.of(1, 2, 4));
            assertThatThrownBy(() -> held.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> held.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        }

        @Test
        void mergesByTheKeysReducer() {
            MemoryKey<Long> highest = MemoryKey.<Long>of("highest", Long.class).reducedBy(Math::max);

            memory.merge(highest, 3L);
            memory.merge(highest, 7L);
            memory.merge(highest, 5L);

            assertThat(memory.get(highest)).isEqualTo(7L);
        }

        @Test
        void mergesByTheReducersThatAreThere() {
            MemoryKey<Double> sum = MemoryKey.sum("sum", Double.class);
            MemoryKey<List<String>> append = MemoryKey.append("append");
            MemoryKey<Set<String>> union = MemoryKey.union("union");
            MemoryKey<String> last = MemoryKey.last("last", String.class);
            for (String value : List.of("a", "b", "a")) {
                memory.merge(sum, 0.5);
                memory.merge(append, List.of(value, value));
                memory.merge(union, Set.of(value));
                memory.merge(last, value);
            }

            assertThat(memory.get(sum)).isEqualTo(1.5);
            assertThat(memory.get(append)).containsExactly("a", "a", "b", "b", "a", "a");
            assertThat(memory.get(union)).containsExactly("a", "b");
            assertThat(memory.get(last)).isEqualTo("a");
        }

        @Test
        void losesNothingAmongTenThousandBranches() {
            MemoryKey<Long> sum = MemoryKey.sum("sum", Long.class);
            MemoryKey<List<Integer>> append = MemoryKey.append("appended");
            MemoryKey<Set<Integer>> union = MemoryKey.union("union");
            Nodes.Recorder start = Nodes.fanningOut("start", "item", 10_000);
            start.on("item", Nodes.node("work", (node, branch) -> {
                int item = (Integer) branch.get("item");
                branch.add("n", 1);
                branch.append("list", item);
                branch.merge(sum, 1L);
                branch.merge(append, List.of(item));
                branch.merge(union, Set.of(item % 100));
            }));

            new ParallelFlow(start).run(memory);

            assertThat(memory.get("n")).isEqualTo(10_000);
            assertThat((List<?>) memory.get("list")).hasSize(10_000).doesNotHaveDuplicates();
            assertThat(memory.get(sum)).isEqualTo(10_000L);
            assertThat(memory.get(append)).hasSize(10_000).doesNotHaveDuplicates();
            assertThat(memory.get(union)).hasSize(100);
        }

        @Test
        void refusesToMergeWithoutAReducer() {
            assertThatThrownBy(() -> memory.merge(MemoryKey.<Long>of("n", Long.class), 1L))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("MemoryKey 'n' has no reducer to merge by; declare it with reducedBy(…)");
        }

        @Test
        void losesNothingAmongThreads() {
            for (ConcurrentMap<String, Object> store : List.of(global, new ConcurrentSkipListMap<String, Object>())) {
                Memory shared = Memory.over(store);
                MemoryKey<Integer> sum =
                        MemoryKey.<Integer>of("sum", Integer.class).reducedBy(Integer::sum);

                IntStream.range(0, 20_000).parallel().forEach(i -> {
                    shared.add("n", 1);
                    shared.append("list", i);
                    shared.merge(sum, 1);
                });

                assertThat(shared.get("n")).isEqualTo(20_000);
                assertThat(shared.get(sum)).isEqualTo(20_000);
                assertThat((List<?>) shared.get("list")).hasSize(20_000).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void mergesACopyOfTheFirstCollectionThatTheCallerCanGoOnChanging() {
        List<Integer> list = new ArrayList<>(List.of(1));
        Set<Integer> set = new HashSet<>(Set.of(1));
        MemoryKey<List<Integer>> items = MemoryKey.append("items");
        MemoryKey<Set<Integer>> kinds = MemoryKey.union("kinds");

        memory.merge(items, list);
        memory.merge(kinds, set);
        list.add(2);
        set.add(2);

        assertThat(memory.get(items)).containsExactly(1);
        assertThat(memory.get(kinds)).containsExactly(1);
    }

    @Test
    void hasReadOnlyViewsOfTheLocalStore() {
        Map<String, Object> local = memory.local();
        local.put("a", 1);

        assertThatThrownBy(() -> local.keySet().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> local.values().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> local.entrySet().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(local).containsExactly(Map.entry("a", 1));
    }

    @Test
    void isAsItWasAfterAnOperationThatFailed() {
        memory.put("key", "text");
        memory.local().put("key", "local");
        MemoryKey<String> failing = MemoryKey.<String>of("key", String.class).reducedBy((present, added) -> {
            throw new IllegalStateException("reducer");
        });

        assertThatThrownBy(() -> memory.add("key", 1)).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> memory.append("key", 1)).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> memory.merge(failing, "x")).isInstanceOf(IllegalStateException.class);

        assertThat(memory.get("key")).isEqualTo("local");
        memory.local().remove("key");
        assertThat(memory.get("key")).isEqualTo("text");
    }

    @Nested
    class ByKey {

        private static final MemoryKey<Integer> COUNT = MemoryKey.of("count", Integer.class);
        private static final MemoryKey<String> NAME = MemoryKey.of("name", String.class);
        private static final MemoryKey<List<String>> LINES = MemoryKey.append("lines");

        @Test
        void isMadeOfPairs() {
            MemoryKey<Boolean> third = MemoryKey.of("c", Boolean.class);
            MemoryKey<Long> fourth = MemoryKey.of("d", Long.class);
            MemoryKey<Double> fifth = MemoryKey.of("e", Double.class);

            assertThat(Memory.of(COUNT, 1).get(COUNT)).isEqualTo(1);
            assertThat(Memory.of(COUNT, 1, NAME, "n", third, true, fourth, 4L, fifth, 5.0))
                    .hasToString("Memory[global=[c, count, d, e, name], local=[]]");
        }

        @Test
        void requiresWhatIsThereAndNamesItWhereItIsNot() {
            Memory memory = Memory.of(COUNT, 1);
            memory.putLocal(NAME, "here");

            assertThat(memory.require(COUNT)).isEqualTo(1);
            assertThat(memory.require("name")).isEqualTo("here");
            assertThat(memory.require("name", String.class)).isEqualTo("here");
            assertThatThrownBy(() -> memory.require(LINES))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("There is no value under 'lines'; there are Memory[global=[count], local=[name]]");
            assertThatThrownBy(() -> memory.require("name", Integer.class))
                    .isInstanceOf(ClassCastException.class)
                    .hasMessage("The value under 'name' is a java.lang.String, not a java.lang.Integer");
        }

        @Test
        void hasADefaultForWhatIsAbsent() {
            assertThat(memory.getOrDefault(COUNT, 7)).isEqualTo(7);
            memory.put(COUNT, 8);
            assertThat(memory.getOrDefault(COUNT, 7)).isEqualTo(8);
        }

        @Test
        void doesWhatStringKeysDo() {
            memory.add(COUNT, 2);
            memory.add(COUNT, 3);
            memory.append(LINES, "one");
            memory.append(LINES, "two");

            assertThat(memory.get(COUNT)).isEqualTo(5);
            assertThat(memory.get(LINES)).containsExactly("one", "two");
            assertThat(memory.contains(LINES)).isTrue();
            memory.remove(LINES);
            assertThat(memory.contains(LINES)).isFalse();
        }

        @Test
        void reachesTheLocalStore() {
            memory.put(NAME, "global");
            memory.putLocal(NAME, "local");

            assertThat(memory.getLocal(NAME)).isEqualTo("local");
            assertThat(memory.get(NAME)).isEqualTo("local");
            memory.putLocal(NAME, null);
            assertThat(memory.getLocal(NAME)).isNull();
            assertThat(memory.get(NAME)).isEqualTo("global");
        }

        @Test
        void givesABranchOneValue() {
            Node<?, ?> start = Node.of(
                    "start",
                    memory -> null,
                    nothing -> null,
                    (memory, nothing, none, signals) -> signals.trigger("item", NAME, "first"));
            Node<?, ?> inClass = new Node<Void, Void>("inClass") {
                @Override
                public void post(Memory memory, Void prepared, Void result) {
                    memory.append(LINES, memory.require(NAME));
                    trigger("item", NAME, "second");
                }
            };
            Node<?, ?> last = Node.of("last", branch -> branch.append(LINES, branch.require(NAME)));

            Flow.builder("flow")
                    .start(start)
                    .on(start, "item", inClass)
                    .on(inClass, "item", last)
                    .build()
                    .run(memory);

            assertThat(memory.get(LINES)).containsExactly("first", "second");
        }
    }
}
