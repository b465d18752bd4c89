package io.brainyflow.spring.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** Registers what the core looks up by reflection: virtual threads, since it is compiled for a JDK without them. */
final class BrainyFlowRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.reflection()
                .registerType(Thread.class, type -> type.withMethod("ofVirtual", List.of(), ExecutableMode.INVOKE))
                .registerType(
                        TypeReference.of("java.lang.Thread$Builder"),
                        type -> type.withMethod(
                                        "inheritInheritableThreadLocals",
                                        List.of(TypeReference.of(boolean.class)),
                                        ExecutableMode.INVOKE)
                                .withMethod("factory", List.of(), ExecutableMode.INVOKE));
    }
}
