package io.brainyflow.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Failure;
import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRules;
import io.brainyflow.JournalEntry;
import io.brainyflow.MemoryKey;
import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import io.brainyflow.Trigger;
import io.brainyflow.VisitPart;
import io.brainyflow.Write;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntryCodecTest {

    private static final ClassLoader LOADER = EntryCodecTest.class.getClassLoader();
    private static final EntryCodec CODEC =
            EntryCodec.of(StorableTypes.in(List.of(EntryCodecTest.class.getName()), LOADER));
    private static final MemoryKey<Integer> HIGHEST =
            MemoryKey.<Integer>of("highest", Integer.class).reducedBy(Math::max);

    private static final AtomicBoolean INITIALIZED = new AtomicBoolean();

    enum Color {
        RED {
            @Override
            public String toString() {
                return "a red";
            }
        },
        BLUE
    }

    record Item(String name, int count, long cents, Color color, List<Item> parts, BigDecimal weight) {}

    record Positive(int number) {
        Positive {
            if (number < 1) {
                throw new IllegalArgumentException("must be positive");
            }
        }
    }

    record Touching() {
        static {
            INITIALIZED.set(true);
        }
    }

    private static JournalEntry.Visited writing(Object value) {
        return visited(List.of(new Write(Write.Operation.PUT, "order", value, null)), List.of(), null);
    }

    private static JournalEntry.Visited visited(List<Write> writes, List<Trigger> triggers, Map<String, Object> local) {
        return new JournalEntry.Visited(
                7, "charge", VisitPart.WHOLE, 1, triggers, writes, local, null, null, null, null);
    }

    private static Object throughText(Object value) {
        StoredEntry stored = CODEC.store(writing(value));
        JournalEntry.Visited read = (JournalEntry.Visited) CODEC.read(stored.text());
        Object kept = read.writes().get(0).value();
        assertThat(((JournalEntry.Visited) stored.entry()).writes().get(0).value())
                .as("what the run goes on with")
                .isEqualTo(kept);
        return kept;
    }

    static Stream<Object> storable() {
        return Stream.of(
                "",
                "ä € 😀 \u0000 \" \\ \n",
                "half a character: \uD83D, and another \uDE00😀",
                true,
                0,
                Integer.MIN_VALUE,
                5L,
                Long.MAX_VALUE,
                (short) 3,
                (byte) -1,
                'x',
                1.5f,
                Float.NaN,
                1.0,
                -0.0,
                1e300,
                0.1,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.500"),
                new BigDecimal("1E+9"),
                Instant.parse("2026-11-26T10:15:30.123456789Z"),
                Instant.MAX,
                LocalDate.of(2026, 2, 28),
                LocalTime.of(12, 0),
                LocalDateTime.of(2026, 2, 28, 1, 2, 3),
                OffsetTime.of(1, 2, 3, 4, ZoneOffset.ofHours(2)),
                OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneId.of("Europe/Berlin")),
                Year.of(2026),
                YearMonth.of(2026, 11),
                MonthDay.of(2, 29),
                Duration.ofNanos(-1_500_000_001),
                Period.of(1, 2, 3),
                ZoneOffset.ofHours(-5),
                ZoneId.of("Asia/Tokyo"),
                DayOfWeek.FRIDAY,
                new UUID(1, 2),
                URI.create("https://example.org/a?b=c#d"),
                Currency.getInstance("EUR"),
                Locale.forLanguageTag("de-CH"),
                Color.RED,
                Color.BLUE,
                List.of(),
                Arrays.asList(1, null, List.of("a", 2L)),
                new ArrayList<>(List.of(Map.of("list", List.of()))),
                Map.of("a", Set.of(1), "", 2.0),
                Collections.singletonMap("nothing", null),
                new LinkedHashSet<>(List.of("b", "a")),
                new TreeMap<>(Map.of("z", 1, "a", 2)),
                new TreeSet<>(Set.of(3, 1, 2)),
                new Item("x", 1, 2, Color.RED, List.of(new Item("y", 1, 2, null, null, BigDecimal.TEN)), null),
                new Failure("charge", "exec", "java.io.IOException", "no connection", 3, null));
    }

    @ParameterizedTest
    @MethodSource("storable")
    void keepsEachKindOfValue(Object value) {
        Object read = throughText(value);

        assertThat(read).isEqualTo(value).hasSameHashCodeAs(value);
        if (!(value instanceof java.util.Collection || value instanceof Map)) {
            assertThat(read).hasSameClassAs(value);
        }
    }

    @Test
    void keepsSortedContainersSortedAndTheOrderOfOthers() {
        assertThat(throughText(new TreeMap<>(Map.of("z", 1, "a", 2)))).isInstanceOf(java.util.SortedMap.class);
        assertThat((Set<?>) throughText(new LinkedHashSet<>(List.of("b", "a")))).hasToString("[b, a]");
        assertThat(throughText(new TreeSet<>(Set.of(1)))).isInstanceOf(java.util.SortedSet.class);
    }

    @Test
    void hasContainersUnmodifiableAsTheyWillBeRead() {
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) throughText(new ArrayList<>(List.of(1)));

        assertThatThrownBy(() -> list.add(2)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void copiesBytesOfTheGlobalStore() {
        byte[] bytes = {1, 2, -3};

        assertThat(throughText(bytes)).isEqualTo(bytes).isNotSameAs(bytes);
    }

    @Test
    void leavesOutTheCauseOfAFailure() {
        Failure failure = new Failure("charge", "exec", "java.lang.IllegalStateException", "m", 1, new Exception());

        assertThat(((Failure) throughText(failure)).cause()).isNull();
    }

    @Test
    void cutsTheMessageOfAFailureThatIsVeryLong() {
        Failure failure = new Failure("charge", "exec", "x", "m".repeat(20_000), 1, null);

        assertThat(((Failure) throughText(failure)).message()).hasSize(10_001).endsWith("m…");
    }

    private static Object cyclic() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        return list;
    }

    static Stream<List<Object>> refused() {
        String packages = "[" + EntryCodecTest.class.getName() + "]";
        return Stream.of(
                List.of(
                        new Date(0),
                        "Node 'charge': the value under 'order' is a java.util.Date, which is neither a record nor any other"
                                + " kind of value that is kept; store a record of the relevant data, or an id by which it can be found"),
                List.of(
                        Map.of("items", List.of(1, new AtomicLong())),
                        "Node 'charge': the value under 'order.items[1]' is a java.util.concurrent.atomic.AtomicLong, which is"
                                + " neither a record nor any other kind of value that is kept; store a record of the relevant data, or an id by which it can be found"),
                List.of(
                        List.of(new byte[1]),
                        "Node 'charge': the value under 'order[0]' is a [B, which is neither a record nor any other kind of"
                                + " value that is kept; store a record of the relevant data, or an id by which it can be found; bytes"
                                + " are kept in the global store, under a key of their own"),
                List.of(
                        Map.of(1, 2),
                        "Node 'charge': the value under 'order' has a key of java.lang.Integer; keep a map by strings, or a"
                                + " list of records"),
                List.of(
                        new TreeSet<>(Comparator.reverseOrder()),
                        "Node 'charge': the value under 'order' is sorted by a comparator, which cannot be kept; use the"
                                + " natural order, or a list"),
                List.of(
                        new OwnList(),
                        "Node 'charge': the value under 'order' is a " + OwnList.class.getName()
                                + ", which is none of the JDK's plain lists, sets and maps; use one of these"),
                List.of(
                        List.of(new EntryCodecTestOther()),
                        "Node 'charge': the value under 'order[0]' is a io.brainyflow.journal.EntryCodecTestOther, which is in none"
                                + " of the packages whose types may be kept, " + packages
                                + "; add its package to brainyflow.runs.types"),
                List.of(
                        cyclic(),
                        "Node 'charge': the value under 'order" + "[0]".repeat(200)
                                + "' is nested more than 200 levels deep, or contains itself; keep the parts under keys of their"
                                + " own"));
    }

    static final class OwnList extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatItCannotKeepAndSaysWhatToDo(List<Object> valueAndMessage) {
        assertThatThrownBy(() -> CODEC.store(writing(valueAndMessage.get(0))))
                .isInstanceOf(NotStorableException.class)
                .hasMessage((String) valueAndMessage.get(1));
    }

    @Test
    void saysWhereElseAValueIs() {
        Date date = new Date(0);

        assertThatThrownBy(() -> CODEC.store(visited(List.of(), List.of(), Map.of("day", date))))
                .hasMessageStartingWith("Node 'charge', local store: the value under 'day' is a java.util.Date");
        assertThatThrownBy(() -> CODEC.store(visited(List.of(), List.of(new Trigger("go", Map.of("day", date))), null)))
                .hasMessageStartingWith("Node 'charge', action 'go': the value under 'day' is a java.util.Date");
        assertThatThrownBy(() -> CODEC.store(new JournalEntry.Visited(
                        7, "sub", VisitPart.ENTER, 1, List.of(), List.of(), null, date, null, null, null)))
                .hasMessageStartingWith("Node 'sub': what prep returned is a java.util.Date");
        assertThatThrownBy(() -> CODEC.store(new JournalEntry.Begun("order", Map.of("day", date), null, null)))
                .hasMessageStartingWith("The input: the value under 'day' is a java.util.Date");
        assertThatThrownBy(() -> CODEC.writeValue("The answer", date))
                .hasMessageStartingWith("The answer: it is a java.util.Date");
    }

    @Test
    void refusesAValueThatIsTooLarge() {
        EntryCodec small = CODEC.withMaxValueSize(10);

        assertThat(small.store(writing("1234567")).text()).contains("1234567");
        assertThatThrownBy(() -> small.store(writing("1234567890")))
                .isInstanceOf(NotStorableException.class)
                .hasMessage(
                        "Node 'charge': the value under 'order' takes 13 characters as JSON, and 10 is the limit (brainyflow.runs.max-value-size); store it elsewhere, and keep only a reference here");
        assertThatThrownBy(() -> CODEC.withMaxValueSize(0)).hasMessage("maxValueSize must be at least 1, but was 0");
    }

    @Test
    void keepsMergesByTheirKind() {
        List<Write> writes = List.of(
                merge(MemoryKey.sum("sum", Long.class), 5L),
                merge(MemoryKey.append("all"), List.of(1)),
                merge(MemoryKey.union("set"), Set.of(1)),
                merge(MemoryKey.last("last", String.class), "x"),
                merge(HIGHEST, 7),
                new Write(Write.Operation.ADD, "n", 1, null),
                new Write(Write.Operation.APPEND, "l", "x", null),
                new Write(Write.Operation.REMOVE, "gone", null, null));
        EntryCodec codec = CODEC.withKeys(List.of(HIGHEST));

        JournalEntry.Visited read = (JournalEntry.Visited)
                codec.read(codec.store(visited(writes, List.of(), null)).text());

        assertThat(read.writes())
                .extracting(Write::operation, Write::key, Write::value)
                .containsExactlyElementsOf(writes.stream()
                        .map(write ->
                                org.assertj.core.groups.Tuple.tuple(write.operation(), write.key(), write.value()))
                        .toList());
        assertThat(read.writes().get(4).memoryKey()).isSameAs(HIGHEST);
        assertThat(read.writes().get(0).memoryKey().reduction()).isEqualTo(MemoryKey.Reduction.SUM);
    }

    private static Write merge(MemoryKey<?> key, Object value) {
        return new Write(Write.Operation.MERGE, key.name(), value, key);
    }

    @Test
    void refusesToMergeByAReducerThatItCannotName() {
        assertThatThrownBy(() -> CODEC.store(visited(List.of(merge(HIGHEST, 1)), List.of(), null)))
                .isInstanceOf(NotStorableException.class)
                .hasMessage("Node 'charge': the value under 'highest' was merged by a reducer of its own, which cannot"
                        + " be stored by name; declare the MemoryKey of the merge as a bean");
        MemoryKey<Integer> other =
                MemoryKey.<Integer>of("highest", Integer.class).reducedBy(Math::min);
        assertThatThrownBy(() -> CODEC.withKeys(List.of(HIGHEST, other)))
                .hasMessage(
                        "Two keys are named 'highest', so the one that merges a value cannot be determined; rename one");
        assertThatThrownBy(() -> CODEC.read("{\"n\":7,\"o\":\"charge\",\"w\":[[\"merge\",\"highest\",1]]}"))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessage(
                        "Was merged by MemoryKey 'highest', which is gone; make it a bean again, or keep it until no run"
                                + " needs it");
    }

    private static String put(String value) {
        return "{\"n\":7,\"o\":\"charge\",\"w\":[[\"put\",\"order\"," + value.replace('\'', '"') + "]]}";
    }

    static Stream<List<String>> unreadable() {
        String test = EntryCodecTest.class.getName();
        return Stream.of(
                List.of(
                        put("['record','java.util.Optional',{}]"),
                        "Class java.util.Optional is in none of the packages whose types may be kept, [" + test
                                + "]; add its package to brainyflow.runs.types"),
                List.of(
                        put("['record','" + test + "$Gone',{}]"),
                        "Class " + test
                                + "$Gone is gone; deploy a version that has it, or keep it until no run needs it"),
                List.of(
                        put("['record','" + test + "$OwnList',{}]"),
                        "Class " + test + "$OwnList is no record any more; deploy a version where it is"),
                List.of(
                        put("['record','" + test + "$Positive',{'number':1,'more':2}]"),
                        "Record " + test
                                + "$Positive has no component 'more', which would be lost; deploy a version that has"
                                + " it, or keep it until no run needs it"),
                List.of(
                        put("['record','" + test + "$Positive',{}]"),
                        "Of record " + test
                                + "$Positive, component 'number' is a int, and what was kept is nothing; deploy a"
                                + " version that fits, or keep the component until no run needs it"),
                List.of(
                        put("['record','" + test + "$Positive',{'number':'x'}]"),
                        "Of record " + test + "$Positive, component 'number' is a int, and what was kept is a"
                                + " java.lang.String; deploy a version that fits, or keep the component until no run needs it"),
                List.of(
                        put("['record','" + test + "$Positive',{'number':0}]"),
                        "Record " + test
                                + "$Positive refuses what was kept: java.lang.IllegalArgumentException: must be"
                                + " positive"),
                List.of(
                        put("['enum','" + test + "$Color','GREEN']"),
                        "Enum " + test
                                + "$Color has no constant GREEN; deploy a version that has it, or keep it until no run"
                                + " needs it"),
                List.of(put("['strange','x']"), "There is no kind of value 'strange'"),
                List.of(put("['long','x']"), "'x' is no 'long'"),
                List.of(put("['long','1','2']"), "There is more than a value of 'long'"),
                List.of(put("[1]"), "There is VALUE_NUMBER_INT where there should be VALUE_STRING"),
                List.of(
                        "{\"n\":1,\"o\":\"a\",\"z\":1}",
                        "Has a member 'z', which this version does not know; deploy the version that wrote it"),
                List.of(
                        "{\"v\":2,\"flow\":\"a\"}",
                        "Is of version 2 of the format, and this one reads up to 1; deploy the version that wrote it"),
                List.of("{}", "Is an entry of a kind that this version does not know"),
                List.of("[]", "Is no object of JSON"),
                List.of("{\"n\":1,\"o\":\"a\"} 1", "There is content after the end of the value"),
                List.of("{\"n\":1,\"o\":\"a\",\"p\":\"HALF\"}", "Has 'HALF', which this version does not know"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void saysWhyItCannotRead(List<String> textAndMessage) {
        assertThatThrownBy(() -> CODEC.read(textAndMessage.get(0)))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessage(textAndMessage.get(1));
    }

    @Test
    void saysThatATextIsCutOff() {
        String whole = CODEC.store(writing(List.of(Map.of("a", 1)))).text();
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> CODEC.read(cut)).isInstanceOf(UnreadableEntryException.class);
        }
    }

    @Test
    void neverLoadsAClassThatIsNotAllowed() {
        AtomicBoolean asked = new AtomicBoolean();
        ClassLoader watching = new ClassLoader(LOADER) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                asked.set(true);
                return super.loadClass(name, resolve);
            }
        };
        EntryCodec codec = EntryCodec.of(StorableTypes.in(List.of("com.acme"), watching));
        String name = Touching.class.getName();

        for (String kind : List.of("['record','" + name + "',{}]", "['enum','" + name + "','X']")) {
            assertThatThrownBy(() -> codec.read(put(kind))).isInstanceOf(UnreadableEntryException.class);
        }
        assertThatThrownBy(() -> codec.read(put("['record','com.acmeother.X',{}]")))
                .isInstanceOf(UnreadableEntryException.class);
        assertThat(asked).isFalse();
        assertThatThrownBy(() -> codec.read(put("['enum','com.acme.X','X']"))).hasMessageContaining("is gone");
        assertThat(asked).isTrue();
    }

    @Test
    void initializesNoClassToFindThatItIsNotWhatWasKept() {
        assertThatThrownBy(() -> CODEC.read(put("['enum','" + Touching.class.getName() + "','X']")))
                .isInstanceOf(UnreadableEntryException.class);

        assertThat(INITIALIZED).isFalse();
    }

    private static final FlowRules RULES = new FlowRules(
            FlowOptions.create()
                    .withMaxVisits(7)
                    .withMaxSteps(5_000_000_000L)
                    .withOnFailure(OnFailure.COLLECT)
                    .withOnConflict(OnConflict.FAIL)
                    .withOnUnmatched(OnUnmatched.IGNORE)
                    .withPropagateActions(true),
            FlowOptions.create().withMaxVisits(7),
            Map.of("inner", new FlowRules(FlowOptions.create().withMaxVisits(3), FlowOptions.create(), Map.of())));

    @Test
    void refusesRulesThatItDoesNotKnow() {
        for (String rules : List.of("{'maxHours':3}", "{'onFailure':'RUN_AWAY'}", "{'nested':{'a':{'b':1}}}")) {
            String text = "{'v':1,'flow':'order','input':{},'rules':" + rules + "}";
            assertThatThrownBy(() -> CODEC.read(text.replace('\'', '"')))
                    .isInstanceOf(UnreadableEntryException.class)
                    .hasMessageContaining("which this version does not know");
        }
    }

    @Test
    void keepsEntriesOfEachKind() {
        Instant deadline = Instant.parse("2026-11-26T10:00:00Z");
        for (JournalEntry entry : List.of(
                new JournalEntry.Begun("order", Map.of("amount", 5), deadline, RULES),
                new JournalEntry.Begun("order", Map.of(), null, null),
                new JournalEntry.TakenOver("host-1", 3),
                new JournalEntry.Ended(JournalEntry.Reason.LIMIT, 4, "too many"),
                new JournalEntry.Voided(Set.of(3L, 5_000_000_000L), null, null),
                new JournalEntry.Voided(Set.of(4L), "alice", RULES),
                new JournalEntry.Visited(
                        9,
                        "approval",
                        VisitPart.ASK,
                        0,
                        List.of(),
                        List.of(),
                        Map.of("a", 1),
                        "asked",
                        new JournalEntry.Asked("key", deadline),
                        null,
                        null),
                new JournalEntry.Visited(
                        10,
                        "charge",
                        VisitPart.WHOLE,
                        0,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        new JournalEntry.Paused(2, deadline)),
                new JournalEntry.Visited(
                        9,
                        "approval",
                        VisitPart.ANSWER,
                        2,
                        List.of(new Trigger("a", Map.of("x", 1)), new Trigger("b", Map.of())),
                        List.of(),
                        null,
                        null,
                        new JournalEntry.Asked("key", null),
                        new Failure("approval", "post", "x", "m", 0, null),
                        null))) {
            assertThat(CODEC.read(CODEC.store(entry).text()))
                    .usingRecursiveComparison()
                    .isEqualTo(entry);
        }
    }

    @Test
    void keepsValuesApartFromEntries() {
        Map<String, Object> memory = Map.of("a", List.of(1), "bytes", new byte[] {1});

        assertThat(CODEC.readValues(CODEC.writeValues("The memory", memory)))
                .usingRecursiveComparison()
                .isEqualTo(memory);
        assertThat(CODEC.readValue(CODEC.writeValue("The answer", new Positive(2))))
                .isEqualTo(new Positive(2));
        assertThat(CODEC.readValue(CODEC.writeValue("The answer", null))).isNull();
    }
}
