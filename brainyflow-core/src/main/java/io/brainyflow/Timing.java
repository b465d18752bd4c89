package io.brainyflow;

import java.time.Duration;
import java.time.InstantSource;
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
 * @param clock returns the time of day, for what outlives the process
 * @param helperPatience for how many nanoseconds a thread waits for others to begin before it does their work
 */
record Timing(
        Pause pause,
        Timer timer,
        DoubleSupplier chance,
        LongSupplier nanoTime,
        InstantSource clock,
        long helperPatience) {

    static final Timing SYSTEM = new Timing(
            time -> TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(time)),
            Timer.shared(),
            () -> ThreadLocalRandom.current().nextDouble(),
            System::nanoTime,
            InstantSource.system(),
            TimeUnit.MILLISECONDS.toNanos(20));

    /** How a wait between two attempts is spent. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    Timing withPause(Pause pause) {
        return new Timing(pause, timer, chance, nanoTime, clock, helperPatience);
    }

    Timing withTimer(Timer timer) {
        return new Timing(pause, timer, chance, nanoTime, clock, helperPatience);
    }

    Timing withChance(DoubleSupplier chance) {
        return new Timing(pause, timer, chance, nanoTime, clock, helperPatience);
    }

    Timing withNanoTime(LongSupplier nanoTime) {
        return new Timing(pause, timer, chance, nanoTime, clock, helperPatience);
    }

    Timing withClock(InstantSource clock) {
        return new Timing(pause, timer, chance, nanoTime, clock, helperPatience);
    }

    Timing withHelperPatience(Duration helperPatience) {
        return new Timing(pause, timer, chance, nanoTime, clock, helperPatience.toNanos());
    }
}
