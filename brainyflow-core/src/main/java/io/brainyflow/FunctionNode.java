package io.brainyflow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A node whose steps are functions. */
final class FunctionNode<P extends @Nullable Object, R extends @Nullable Object> extends Node<P, R> {

    private final Prep<P> prep;
    private final Exec<P, R> exec;
    private final Post<P, R> post;

    FunctionNode(String name, RetryPolicy retries, Prep<P> prep, Exec<P, R> exec, Post<P, R> post) {
        super(Objects.requireNonNull(name, "name"), retries);
        this.prep = Objects.requireNonNull(prep, "prep");
        this.exec = Objects.requireNonNull(exec, "exec");
        this.post = Objects.requireNonNull(post, "post");
    }

    @Override
    public P prep(Memory memory) throws Exception {
        return prep.prep(memory);
    }

    @Override
    public R exec(P prepared) throws Exception {
        return exec.exec(prepared);
    }

    @Override
    public void post(Memory memory, P prepared, R result) throws Exception {
        post.post(memory, prepared, result, NodeSignals.INSTANCE);
    }
}
