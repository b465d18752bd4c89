package io.brainyflow;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Small nodes for tests. */
final class Nodes {

    private Nodes() {}

    /** What a node in a test does; each part can be left out. */
    static class Recorder extends Node<Object, Object> {

        final List<String> visits = new CopyOnWriteArrayList<>();
        private BiConsumer<Recorder, Memory> post = (node, memory) -> {};

        Recorder(String name) {
            super(name);
        }

        Recorder(String name, RetryPolicy retryPolicy) {
            super(name, retryPolicy);
        }

        Recorder post(BiConsumer<Recorder, Memory> post) {
            this.post = post;
            return this;
        }

        void fire(String action) {
            trigger(action);
        }

        void fire(String action, Map<String, ?> forkingData) {
            trigger(action, forkingData);
        }

        @Override
        public void post(Memory memory, Object prepared, Object result) {
            visits.add(name());
            post.accept(this, memory);
        }
    }

    interface Attempt {
        Object call(int retry) throws Exception;
    }

    static Recorder node(String name) {
        return new Recorder(name);
    }

    static Recorder node(String name, BiConsumer<Recorder, Memory> post) {
        return new Recorder(name).post(post);
    }

    /** Returns a node whose {@code exec} is the given attempt, told its index. */
    static Recorder trying(String name, RetryPolicy retries, Attempt attempt) {
        return new Recorder(name, retries) {
            @Override
            public Object exec(Object prepared) throws Exception {
                return attempt.call(curRetry());
            }
        };
    }

    static Recorder failing(String name, Exception failure) {
        return trying(name, RetryPolicy.create(), retry -> {
            throw failure;
        });
    }

    /** Returns a node that triggers the action once for each number below {@code count}, as {@code item}. */
    static Recorder fanningOut(String name, String action, int count) {
        return node(name, (node, memory) -> {
            for (int i = 0; i < count; i++) {
                node.fire(action, Map.of("item", i));
            }
        });
    }

    /** Gives a flow that was built settings and a runtime. */
    static void configure(Flow flow, FlowOptions options, Map<String, RetryPolicy> retries, FlowRuntime runtime) {
        FlowSetup.create().options(options).retries(retries).runtime(runtime).applyTo(flow);
    }
}
