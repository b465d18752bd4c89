package io.brainyflow.jdbc;

import io.brainyflow.Memory;
import io.brainyflow.MemoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the constants that the code of a class passes to {@link Memory#merge}, directly or by a local variable. What comes from a field of an
 * object, a parameter or a call is not found.
 */
final class MergeCalls {

    private static final String MEMORY = Type.getInternalName(Memory.class);

    private final Map<String, MemoryKey<?>> keys = new TreeMap<>();
    private final Set<Class<?>> read = new HashSet<>();

    private MergeCalls() {}

    /** Returns the keys by which the methods of a class merge, and those that it inherits, by the names of their constants. */
    static Map<String, MemoryKey<?>> of(Class<?> type) {
        MergeCalls calls = new MergeCalls();
        calls.read(type);
        return calls.keys;
    }

    private void read(@Nullable Class<?> type) {
        if (type == null || type.getClassLoader() == null || !read.add(type)) {
            return;
        }
        try (InputStream file = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
            if (file != null) { // there is none in a native image, and of a class that was made at run time
                ClassNode code = new ClassNode();
                new ClassReader(file).accept(code, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                for (MethodNode method : code.methods) {
                    read(type, method);
                }
            }
        } catch (IOException | IllegalArgumentException | AnalyzerException e) {
            RunLog.LOG.debug("The code of " + type.getName() + " cannot be read", e);
        }
        read(type.getSuperclass());
        for (Class<?> inherited : type.getInterfaces()) {
            read(inherited);
        }
    }

    private void read(Class<?> type, MethodNode method) throws AnalyzerException {
        Frame<SourceValue>[] frames = null;
        for (int i = 0; i < method.instructions.size(); i++) {
            if (isMerge(method.instructions.get(i))) {
                frames = frames == null
                        ? new Analyzer<>(new Sources()).analyze(Type.getInternalName(type), method)
                        : frames;
                Frame<SourceValue> before = frames[i];
                if (before != null) { // it is reached
                    SourceValue key = before.getStack(before.getStackSize() - 2); // the value is on top
                    key.insns.forEach(source -> add(type, source));
                }
            }
        }
    }

    private static boolean isMerge(AbstractInsnNode instruction) {
        return instruction instanceof MethodInsnNode call && call.owner.equals(MEMORY) && call.name.equals("merge");
    }

    private void add(Class<?> user, AbstractInsnNode source) {
        if (source.getOpcode() != Opcodes.GETSTATIC) {
            return;
        }
        FieldInsnNode constant = (FieldInsnNode) source;
        try {
            Class<?> owner = ClassUtils.forName(constant.owner.replace('/', '.'), user.getClassLoader());
            Field field = ReflectionUtils.findField(owner, constant.name);
            field = field == null ? owner.getField(constant.name) : field; // of an interface
            ReflectionUtils.makeAccessible(field);
            if (field.get(null) instanceof MemoryKey<?> key) {
                String name = Objects.requireNonNullElse(owner.getCanonicalName(), owner.getName());
                keys.put(name + '.' + constant.name, key);
            }
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            RunLog.LOG.debug("The key " + constant.name + " cannot be read", e); // nor by the node, which will say so
        }
    }

    /** Traces values back through local variables. */
    private static final class Sources extends SourceInterpreter {

        Sources() {
            super(Opcodes.ASM9);
        }

        @Override
        public SourceValue copyOperation(AbstractInsnNode instruction, SourceValue value) {
            return value;
        }
    }
}
