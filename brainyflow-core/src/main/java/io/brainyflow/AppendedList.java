package io.brainyflow;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * An unmodifiable list that can be followed by a longer one in amortised constant time, which is what
 * {@link Memory#append} needs: readers hold a list that never changes, while the newest of a family of lists shares its
 * array with the older ones. Thread-safe.
 */
final class AppendedList extends AbstractList<Object> implements RandomAccess {

    private final Elements elements;
    private final int size;

    private AppendedList(Elements elements, int size) {
        this.elements = elements;
        this.size = size;
    }

    static AppendedList of(List<?> present, Object value) {
        if (present instanceof AppendedList list) {
            return list.followedBy(value);
        }
        Object[] elements = present.toArray();
        return new AppendedList(new Elements(elements, elements.length), elements.length).followedBy(value);
    }

    static List<?> ofAll(List<?> present, List<?> values) {
        List<?> all = present;
        for (Object value : values) {
            all = of(all, value);
        }
        return all;
    }

    private AppendedList followedBy(Object value) {
        Elements claimed = elements.append(size, value);
        return new AppendedList(claimed, size + 1);
    }

    @Override
    public Object get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("Index " + index + " of a list of " + size);
        }
        return elements.array[index];
    }

    @Override
    public int size() {
        return size;
    }

    private static final class Elements {

        /** Grows by replacement; a reader finds its own elements in whichever array it sees. */
        private volatile Object[] array;

        private int used;

        Elements(Object[] array, int used) {
            this.array = array;
            this.used = used;
        }

        /** Only the list that ends at the last used slot of the array may take the next slot; any other starts an array of its own. */
        synchronized Elements append(int size, Object value) {
            if (size != used) {
                return new Elements(Arrays.copyOf(array, size), size).append(size, value);
            }
            if (used == array.length) {
                array = Arrays.copyOf(array, Math.max(10, used + (used >> 1)), Object[].class);
            }
            array[used++] = value;
            return this;
        }
    }
}
