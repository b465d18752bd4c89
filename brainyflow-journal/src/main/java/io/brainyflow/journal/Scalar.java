package io.brainyflow.journal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import java.util.Base64;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A class whose values are kept as a text with a tag, since JSON has none of its own for them, or blurs them. */
record Scalar(String tag, Function<Object, String> text, Function<String, Object> parse) {

    /** Bytes can be changed in place, so they are kept only where a read is a copy. */
    static final Scalar BYTES = new Scalar(
            "bytes", bytes -> Base64.getEncoder().encodeToString((byte[]) bytes), Base64.getDecoder()::decode);

    private static final Map<Class<?>, Scalar> BY_CLASS = new HashMap<>();
    private static final Map<String, Scalar> BY_TAG = new HashMap<>();

    static {
        add("long", Long.class, Long::valueOf);
        add("short", Short.class, Short::valueOf);
        add("byte", Byte.class, Byte::valueOf);
        add("float", Float.class, Float::valueOf);
        add("double", Double.class, Double::valueOf);
        add("char", Character.class, text -> text.charAt(0));
        add("integer", BigInteger.class, BigInteger::new);
        add("decimal", BigDecimal.class, BigDecimal::new);
        add("instant", Instant.class, Instant::parse);
        add("date", LocalDate.class, LocalDate::parse);
        add("time", LocalTime.class, LocalTime::parse);
        add("date-time", LocalDateTime.class, LocalDateTime::parse);
        add("offset-time", OffsetTime.class, OffsetTime::parse);
        add("offset-date-time", OffsetDateTime.class, OffsetDateTime::parse);
        add("zoned-date-time", ZonedDateTime.class, ZonedDateTime::parse);
        add("year", Year.class, text -> Year.of(Integer.parseInt(text)));
        add("year-month", YearMonth.class, YearMonth::parse);
        add("month-day", MonthDay.class, MonthDay::parse);
        add("duration", Duration.class, Duration::parse);
        add("period", Period.class, Period::parse);
        add("zone", ZoneOffset.class, ZoneId::of);
        add("zone", ZoneId.of("Europe/Paris").getClass(), ZoneId::of);
        add("uuid", UUID.class, UUID::fromString);
        add("uri", URI.class, URI::create);
        add("currency", Currency.class, Currency::getInstance);
        BY_CLASS.put(
                Locale.class, new Scalar("locale", value -> ((Locale) value).toLanguageTag(), Locale::forLanguageTag));
        BY_TAG.put("locale", BY_CLASS.get(Locale.class));
        BY_TAG.put(BYTES.tag(), BYTES);
    }

    private static void add(String tag, Class<?> type, Function<String, Object> parse) {
        Scalar scalar = new Scalar(tag, Object::toString, parse);
        BY_CLASS.put(type, scalar);
        BY_TAG.put(tag, scalar);
    }

    static @Nullable Scalar of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    static @Nullable Scalar of(String tag) {
        return BY_TAG.get(tag);
    }
}
