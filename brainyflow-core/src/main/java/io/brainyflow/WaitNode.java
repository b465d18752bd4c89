package io.brainyflow;

import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node whose work is done elsewhere, mostly by a person: {@link #prep} asks, the run waits without a thread,
 * a caller {@linkplain FlowRun#answer answers}, and {@link #post} processes the answer. Other branches of a parallel flow continue
 * meanwhile, and a {@linkplain FlowBuilder#join join} waits for it.
 *
 * <pre>{@code
 * class Approval extends WaitNode<Question, Decision> {
 *     @Override public Question prep(Memory memory) { return new Question(memory.get("total", Long.class)); }
 *     @Override public void post(Memory memory, Question asked, Decision decision) { trigger(decision.outcome()); }
 * }
 * }</pre>
 *
 * @param <P> what is asked, for people to see
 * @param <R> what is answered
 */
public abstract class WaitNode<P extends @Nullable Object, R> extends Node<P, R> {

    private final Class<?> answerType;

    /** Creates a wait that is named after its class. */
    protected WaitNode() {
        super(null, RetryPolicy.NEVER);
        this.answerType = TypeArgument.of(getClass(), WaitNode.class, 1);
    }

    /** Creates a wait with a name. */
    protected WaitNode(String name) {
        super(Objects.requireNonNull(name, "name"), RetryPolicy.NEVER);
        this.answerType = TypeArgument.of(getClass(), WaitNode.class, 1);
    }

    /** Creates a wait with a name, whose class does not declare the type of the answer. */
    protected WaitNode(String name, Class<R> answerType) {
        super(Objects.requireNonNull(name, "name"), RetryPolicy.NEVER);
        this.answerType = MethodType.methodType(answerType).wrap().returnType();
    }

    /**
     * Returns the key that identifies the wait in its run. Null, the default, stands for the node's name in its flow.
     * If several waits have the same key, an answer is for the one that asked first.
     *
     * @param asked what {@link #prep} returned
     * @throws Exception if it cannot; the visit then fails with a {@link NodeException}
     */
    public @Nullable String key(P asked) throws Exception {
        return null;
    }

    /**
     * Called in place of {@link #post} when no answer has come in time, see {@link FlowBuilder#answerWithin}. Triggers
     * {@link Actions#TIMEOUT} unless overridden.
     *
     * @throws Exception if it cannot; the visit then fails with a {@link NodeException}, and what was written stays
     */
    public void onTimeout(Memory memory, P asked) throws Exception {
        trigger(Actions.TIMEOUT);
    }

    /** Returns the class that an answer has to be of: the type argument of this node's class, raw if it is generic itself. */
    public Class<?> answerType() {
        return answerType;
    }

    /** Never called: the answer takes its place. */
    @Override
    public R exec(P prepared) {
        throw new UnsupportedOperationException(this + " receives an answer, and performs nothing itself");
    }

    @Override
    VisitResult<R> visitAlone(Memory memory) {
        throw new IllegalStateException(this + " can wait for an answer only in a Flow; run a Flow that contains it");
    }
}
