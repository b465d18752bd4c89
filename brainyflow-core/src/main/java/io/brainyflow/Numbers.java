package io.brainyflow;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Adds numbers of mixed types without losing anything: the sum has the type of the number that was there. */
final class Numbers {

    private Numbers() {}

    /**
     * Returns {@code present + number} in the type of {@code present}.
     *
     * @throws IllegalArgumentException if that type cannot hold the sum exactly (a {@code double} or {@code float} takes
     *     any), or is none of the JDK's immutable number types
     */
    static Number add(String key, Number present, Number number) {
        if (present instanceof Double) {
            return present.doubleValue() + number.doubleValue();
        }
        if (present instanceof Float) {
            return (float) (present.doubleValue() + number.doubleValue());
        }
        try {
            if (present instanceof Integer a && number instanceof Integer b) {
                return Math.addExact(a, b);
            }
            if (present instanceof Long a && (number instanceof Long || number instanceof Integer)) {
                return Math.addExact(a, number.longValue());
            }
            return narrow(decimal(present).add(decimal(number)), present);
        } catch (ArithmeticException | NumberFormatException e) {
            String type = present.getClass().getSimpleName();
            throw new IllegalArgumentException(
                    "Cannot add " + number + " to the " + type + " " + present + " under '" + key + "': a " + type
                            + " cannot hold the sum; put a number of a wider type there first",
                    e);
        }
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }

    private static Number narrow(BigDecimal sum, Number present) {
        if (present instanceof Integer) {
            return sum.intValueExact();
        }
        if (present instanceof Long) {
            return sum.longValueExact();
        }
        if (present instanceof BigDecimal) {
            return sum;
        }
        if (present instanceof BigInteger) {
            return sum.toBigIntegerExact();
        }
        if (present instanceof Short) {
            return sum.shortValueExact();
        }
        if (present instanceof Byte) {
            return sum.byteValueExact();
        }
        throw new ArithmeticException("not an immutable number of the JDK");
    }
}
