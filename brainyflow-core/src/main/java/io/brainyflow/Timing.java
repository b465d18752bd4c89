package io.brainyflow;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time and chance, as a run has them: the seams by which tests control them.
 *
 * @param pause spends a wait between two attempts
 * @param timer calls back when some time has passed
 * @param chance returns a random number from 0 to below 1
 * @param nanoTime returns a time in nanoseconds, to be compared with others
 * @param helperPatience for how many nanoseconds a thread waits for others to begin before it does their work
 */
record Timing(Pause pause, Timer timer, DoubleSupplier chance, LongSupplier nanoTime, long helperPatience) {

    static final Timing SYSTEM = new Timing(
            time -> TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(time)),
            Timer.shared(),
            () -> ThreadLocalRandom.current().nextDouble(),
            System::nanoTime,
            TimeUnit.MILLISECONDS.toNanos(20));

    /** How a wait between two attempts is spent. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    Timing withPause(Pause pause) {
        return new Timing(pause, timer, chance, nanoTime, helperPatience);
    }

    Timing withTimer(Timer timer) {
        return new Timing(pause, timer, chance, nanoTime, helperPatience);
    }

    Timing withChance(DoubleSupplier chance) {
        return new Timing(pause, timer, chance, nanoTime, helperPatience);
    }

    Timing withNanoTime(LongSupplier nanoTime) {
        return new Timing(pause, timer, chance, nanoTime, helperPatience);
    }

    Timing withHelperPatience(Duration helperPatience) {
        return new Timing(pause, timer, chance, nanoTime, helperPatience.toNanos());
    }
}
