package io.brainyflow.jdbc;

import io.brainyflow.Memory;
import io.brainyflow.MemoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the keys by which the code of a class merges values, where it names a constant in the call of {@link Memory#merge}. What it reads from a
 * variable or a parameter is not found.
 */
final class MergeCalls {

    private static final Type KEY = Type.getType(MemoryKey.class);
    private static final String MEMORY = Type.getInternalName(Memory.class);

    private final Map<String, MemoryKey<?>> keys = new TreeMap<>();
    private final ClassLoader loader;

    private MergeCalls(ClassLoader loader) {
        this.loader = loader;
    }

    /** Returns the keys by the names of their constants, such as {@code Keys.HIGHEST}. */
    static Map<String, MemoryKey<?>> of(Class<?> type) {
        MergeCalls calls = new MergeCalls(type.getClassLoader());
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            calls.read(at);
        }
        return calls.keys;
    }

    /** Reads a class file. Where there is none, as in a native image, nothing is found. */
    private void read(Class<?> type) {
        try (InputStream file = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
            if (file != null) {
                new ClassReader(file).accept(new Methods(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            }
        } catch (IOException | IllegalArgumentException e) {
            RunLog.LOG.debug("The merges of " + type.getName() + " cannot be read", e);
        }
    }

    private void add(Constant constant) {
        try {
            Class<?> owner = ClassUtils.forName(constant.owner().replace('/', '.'), loader);
            Field field = field(owner, constant.name());
            if (field != null) {
                ReflectionUtils.makeAccessible(field);
                if (ReflectionUtils.getField(field, null) instanceof MemoryKey<?> key) {
                    keys.put(ClassUtils.getShortName(owner) + '.' + constant.name(), key);
                }
            }
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            RunLog.LOG.debug("The key in " + constant + " cannot be read", e); // nor by the node, which will say so
        }
    }

    private static @Nullable Field field(Class<?> owner, String name) {
        Field field = ReflectionUtils.findField(owner, name);
        return field != null
                ? field
                : Arrays.stream(ClassUtils.getAllInterfacesForClass(owner))
                        .map(type -> ReflectionUtils.findField(type, name))
                        .filter(found -> found != null)
                        .findFirst()
                        .orElse(null);
    }

    /** A static field, as code names it. */
    private record Constant(String owner, String name) {}

    private final class Methods extends ClassVisitor {

        Methods() {
            super(SpringAsmInfo.ASM_VERSION);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new Calls();
        }
    }

    /** Pairs the keys that are pushed onto the stack with the calls that take them off. */
    private final class Calls extends MethodVisitor {

        private final Deque<Constant> pushed = new ArrayDeque<>();

        Calls() {
            super(SpringAsmInfo.ASM_VERSION);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            if (opcode == Opcodes.GETSTATIC && descriptor.equals(KEY.getDescriptor())) {
                pushed.push(new Constant(owner, name));
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            Constant first = take(descriptor);
            if (first != null && owner.equals(MEMORY) && name.equals("merge")) {
                add(first);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle method, Object... arguments) {
            take(descriptor);
        }

        /** Returns the constant that is the first key among the arguments; null if there is none. */
        private @Nullable Constant take(String descriptor) {
            Constant first = null;
            for (Type argument : Type.getArgumentTypes(descriptor)) {
                first = argument.equals(KEY) ? pushed.poll() : first;
            }
            return first;
        }
    }
}
