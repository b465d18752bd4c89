package io.brainyflow;

import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node whose work is done by somebody else, a person for the most part: {@link #prep} asks, the run waits without a thread,
 * somebody {@linkplain FlowRun#answer answers}, and {@link #post} goes on with the answer. Others of its flow go on meanwhile, and
 * a {@linkplain FlowBuilder#join join} waits for it.
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

    /** Makes a wait that is named by its class. */
    protected WaitNode() {
        super(null, RetryPolicy.NEVER);
        this.answerType = TypeArgument.of(getClass(), WaitNode.class, 1);
    }

    /** Makes a wait of a name. */
    protected WaitNode(String name) {
        super(Objects.requireNonNull(name, "name"), RetryPolicy.NEVER);
        this.answerType = TypeArgument.of(getClass(), WaitNode.class, 1);
    }

    /** Makes a wait of a name whose class does not say of what type the answer is. */
    protected WaitNode(String name, Class<R> answerType) {
        super(Objects.requireNonNull(name, "name"), RetryPolicy.NEVER);
        this.answerType = MethodType.methodType(answerType).wrap().returnType();
    }

    /**
     * Returns what the wait is known by in its run. Unless overridden, that is the node's name in its flow, which null stands for.
     * Of several that wait under one key, an answer is for the one that asked first.
     *
     * @param asked what {@link #prep} returned
     * @throws Exception if it cannot; the visit then fails with a {@link NodeException}
     */
    public @Nullable String key(P asked) throws Exception {
        return null;
    }

    /**
     * Goes on in place of {@link #post} where no answer has come in time, see {@link FlowBuilder#answerWithin}. Triggers
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

    /** Is never called: what others do in its place is the answer. */
    @Override
    public R exec(P prepared) {
        throw new UnsupportedOperationException(this + " is answered, and performs nothing itself");
    }

    @Override
    VisitResult<R> visitAlone(Memory memory) {
        throw new IllegalStateException(
                this + " waits to be answered, which it can in a Flow only; run a Flow that has it");
    }
}
