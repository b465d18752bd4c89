package io.brainyflow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A wait whose steps are functions. */
final class FunctionWaitNode<P extends @Nullable Object, R> extends WaitNode<P, R> {

    private final Prep<P> prep;
    private final Post<P, R> post;

    FunctionWaitNode(String name, Class<R> answerType, Prep<P> prep, Post<P, R> post) {
        super(name, answerType);
        this.prep = Objects.requireNonNull(prep, "prep");
        this.post = Objects.requireNonNull(post, "post");
    }

    @Override
    public P prep(Memory memory) throws Exception {
        return prep.prep(memory);
    }

    @Override
    public void post(Memory memory, P asked, R answer) throws Exception {
        post.post(memory, asked, answer, NodeSignals.INSTANCE);
    }
}
