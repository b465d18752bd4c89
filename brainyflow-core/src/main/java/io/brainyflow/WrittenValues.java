package io.brainyflow;

import java.util.ArrayList;
import java.util.List;

/** The values written under one key that no later write on the same path has replaced, in the order of writing. */
final class WrittenValues {

    private List<WrittenValue.One> all = new ArrayList<>(1);

    /** How many of them have been removed; they are dropped when they are most, so that removing takes constant time. */
    private int removed;

    void add(WrittenValue.One value) {
        all.add(value);
    }

    void remove(WrittenValue.One value) {
        if (!value.removed) {
            value.markRemoved();
            removed++;
            if (removed > all.size() / 2) {
                all = present();
                removed = 0;
            }
        }
    }

    /** Returns those that are left. */
    List<WrittenValue.One> present() {
        if (removed == 0) {
            return all;
        }
        List<WrittenValue.One> present = new ArrayList<>(all.size() - removed);
        for (WrittenValue.One value : all) {
            if (!value.removed) {
                present.add(value);
            }
        }
        return present;
    }
}
