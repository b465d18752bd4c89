package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.DomainCombiner;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's threads, which keep nothing of whoever first used them. */
@Timeout(60)
@SuppressWarnings("removal") // access control contexts are what they must not hold on to
class EngineThreadsTest {

    private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

    @AfterEach
    void forget() {
        USER.remove();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inheritNoThreadLocals(boolean platform) {
        USER.set("Ada");
        Thread caller = Thread.currentThread();
        CyclicBarrier together = new CyclicBarrier(20);
        ConcurrentLinkedQueue<String> inherited = new ConcurrentLinkedQueue<>();
        Nodes.Recorder meeting = Nodes.trying("meeting", RetryPolicy.create(), retry -> {
            together.await(30, TimeUnit.SECONDS);
            if (Thread.currentThread() != caller && USER.get() != null) {
                inherited.add(USER.get());
            }
            return null;
        });
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 20);
        FlowRuntime.Builder runtime = FlowRuntime.builder();
        Flow flow = Flow.builder("f")
                .start(start)
                .on(start, "item", meeting)
                .parallel()
                .runtime((platform ? runtime.platformThreads() : runtime).build())
                .build();

        flow.run(Memory.empty());

        assertThat(meeting.visits).hasSize(20);
        assertThat(inherited).isEmpty();
    }

    @Test
    void includeTheTimersWhichInheritsNothingEither() {
        USER.set("Ada");
        CompletableFuture<String> seen = new CompletableFuture<>();

        Timer.shared().set(Duration.ofNanos(1), () -> seen.complete(String.valueOf(USER.get())));

        assertThat(seen.join()).isEqualTo("null");
    }

    @Test
    void areMadeWithoutWhatTheirMakerHas() throws InterruptedException {
        USER.set("Ada");
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        Thread thread = DaemonThreads.create("name", () -> seen.add(String.valueOf(USER.get())));

        thread.start();
        thread.join();

        assertThat(seen).containsExactly("null");
    }

    @Test
    void areDaemonsUnderTheEnginesOwnClassLoader() {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new ClassLoader(own) {});
        try {
            Thread thread = DaemonThreads.create("name", () -> {});

            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("name");
            assertThat(thread.getContextClassLoader()).isSameAs(Flow.class.getClassLoader());
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
    }

    @Test
    void doNotHoldOnToTheirCreatorsAccessControlContext() {
        DomainCombiner[] combiner = {new Combiner()};
        Thread thread = createdUnder(combiner[0]);
        WeakReference<DomainCombiner> reference = new WeakReference<>(combiner[0]);
        combiner[0] = null;

        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
        }

        assertThat(List.of(thread)).hasSize(1);
        assertThat(reference.get()).isNull();
    }

    private static final class Combiner implements DomainCombiner {

        @Override
        public ProtectionDomain[] combine(ProtectionDomain[] current, ProtectionDomain[] assigned) {
            return current;
        }
    }

    private static Thread createdUnder(DomainCombiner combiner) {
        AccessControlContext none = new AccessControlContext(new ProtectionDomain[0]);
        return AccessController.doPrivileged(
                (PrivilegedAction<Thread>) () -> DaemonThreads.create("name", () -> {}),
                new AccessControlContext(none, combiner));
    }
}
