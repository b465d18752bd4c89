package io.brainyflow.journal;

import io.brainyflow.JournalEntry;
import io.brainyflow.MemoryKey;
import java.io.StringWriter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes entries and values as JSON, version {@value #VERSION} of the format, and reads them.
 *
 * <p>What can be kept: strings, booleans, numbers of the JDK (not the atomic ones), dates and times, durations, UUIDs, URIs,
 * currencies, locales; records and enums of {@linkplain StorableTypes allowed packages}; lists, sets, and maps by strings, of the
 * JDK's kinds, in natural order if they are sorted; {@link io.brainyflow.Failure}, without its cause; and {@code byte[]} as a value
 * of the global store itself. Records are taken apart by their components, which are kept as anything else is.
 *
 * <p>Immutable and thread-safe.
 */
public final class EntryCodec {

    /** The version of the format that is written, and the last one that is read. */
    public static final int VERSION = 1;

    /** How many characters of JSON a value may take by default. */
    public static final int DEFAULT_MAX_VALUE_SIZE = 1_000_000;

    /** The beginning of a takeover entry, which is stored unencrypted. */
    private static final String TAKEN_OVER = "{\"v\":1,\"owner\":";

    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final StorableTypes types;
    private final Map<String, MemoryKey<?>> keys;
    private final SizeLimit limit;
    private final EntryCipher cipher;

    private EntryCodec(StorableTypes types, Map<String, MemoryKey<?>> keys, SizeLimit limit, EntryCipher cipher) {
        this.types = types;
        this.keys = keys;
        this.limit = limit;
        this.cipher = cipher;
    }

    /** Keeps texts as they are. */
    private static final EntryCipher NONE = new EntryCipher() {
        @Override
        public String encrypt(String text) {
            return text;
        }

        @Override
        public String decrypt(String kept) {
            return kept;
        }
    };

    /** Returns a codec of values of some types. */
    public static EntryCodec of(StorableTypes types) {
        return new EntryCodec(types, Map.of(), new SizeLimit(DEFAULT_MAX_VALUE_SIZE), NONE);
    }

    /**
     * Returns a copy that can store merges by these keys, which have custom reducers. Merges by the predefined reducers
     * of {@link MemoryKey} need no registration.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public EntryCodec withKeys(Collection<? extends MemoryKey<?>> keys) {
        Map<String, MemoryKey<?>> byName = new HashMap<>();
        for (MemoryKey<?> key : keys) {
            MemoryKey<?> other = byName.put(key.name(), key);
            if (other != null && other != key) {
                throw new IllegalArgumentException("Two keys are named '" + key.name()
                        + "', so the one that merges a value cannot be determined; rename one");
            }
        }
        return new EntryCodec(types, Map.copyOf(byName), limit, cipher);
    }

    /** Returns whether merges by a key can be stored: by a predefined reducer, or since it is one of the {@linkplain #withKeys keys}. */
    public boolean canStoreMergesBy(MemoryKey<?> key) {
        return key.reduction() != MemoryKey.Reduction.OWN || keys.get(key.name()) == key;
    }

    /**
     * Returns a copy with another limit of a value's size.
     *
     * @param characters how many characters of JSON a value may take
     * @throws IllegalArgumentException if it is below 1
     */
    public EntryCodec withMaxValueSize(int characters) {
        return new EntryCodec(types, keys, new SizeLimit(characters), cipher);
    }

    /** Returns a copy whose texts are encrypted. */
    public EntryCodec withCipher(EntryCipher cipher) {
        return new EntryCodec(types, keys, limit, cipher);
    }

    /**
     * Returns an entry with the text that it is kept as.
     *
     * @throws NotStorableException if a value cannot be kept
     */
    public StoredEntry store(JournalEntry entry) {
        boolean[] plain = new boolean[1];
        String text = json(json -> {
            ValueWriter values = new ValueWriter(json, types);
            new EntryWriter(json, values, this::canStoreMergesBy, limit).write(entry);
            plain[0] = values.wrotePlainOnly();
        });
        // An instance with a wrong key can take over, too; instances with the right key must be able to read its entry.
        String kept = entry instanceof JournalEntry.TakenOver ? text : cipher.encrypt(text);
        return new StoredEntry(kept, plain[0] ? entry : entry(text));
    }

    /**
     * Returns the entry of a text.
     *
     * @throws UnreadableEntryException if it cannot be read
     */
    public JournalEntry read(String text) {
        if (text.startsWith(TAKEN_OVER) && entry(text) instanceof JournalEntry.TakenOver taken) {
            return taken;
        }
        return entry(decrypted(text));
    }

    private JournalEntry entry(String text) {
        return parsed(text, json -> new EntryReader(json, new ValueReader(json, types), keys).read());
    }

    /**
     * Returns values by their keys as a text, such as those of a global store.
     *
     * @param owner whose they are, for the message of an exception: {@code The input}
     * @throws NotStorableException if one cannot be kept
     */
    public String writeValues(String owner, Map<String, ?> values) {
        return written(json -> new EntryWriter(json, new ValueWriter(json, types), this::canStoreMergesBy, limit)
                .values(owner, values));
    }

    /**
     * Returns the values of a text, unmodifiable.
     *
     * @throws UnreadableEntryException if they cannot be read
     */
    public Map<String, Object> readValues(String text) {
        return readBy(text, json -> {
            json.nextToken();
            return new ValueReader(json, types).values();
        });
    }

    /**
     * Returns one value as a text, such as an answer.
     *
     * @param subject what it is, for the message of an exception: {@code The answer}
     * @throws NotStorableException if it cannot be kept
     */
    public String writeValue(String subject, @Nullable Object value) {
        return written(json -> new EntryWriter(json, new ValueWriter(json, types), this::canStoreMergesBy, limit)
                .value(subject, value));
    }

    /**
     * Returns the value of a text.
     *
     * @throws UnreadableEntryException if it cannot be read
     */
    public @Nullable Object readValue(String text) {
        return readBy(text, json -> {
            json.nextToken();
            return new ValueReader(json, types).value();
        });
    }

    private String written(Consumer<JsonGenerator> writing) {
        return cipher.encrypt(json(writing));
    }

    private static String json(Consumer<JsonGenerator> writing) {
        StringWriter out = new StringWriter(128);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            writing.accept(json);
        }
        return Surrogates.escaped(out.toString());
    }

    private <T extends @Nullable Object> T readBy(String kept, Function<JsonParser, T> reading) {
        return parsed(decrypted(kept), reading);
    }

    private String decrypted(String kept) {
        try {
            return cipher.decrypt(kept);
        } catch (RuntimeException e) {
            throw new UnreadableEntryException(
                    "Cannot be decrypted, by " + e.getClass().getName()
                            + "; give the cipher the key that it was encrypted with",
                    e);
        }
    }

    private static <T extends @Nullable Object> T parsed(String text, Function<JsonParser, T> reading) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            T read = reading.apply(json);
            if (json.nextToken() != null) {
                throw new UnreadableEntryException("There is content after the end of the value");
            }
            return read;
        } catch (JacksonException e) {
            throw new UnreadableEntryException("Is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
