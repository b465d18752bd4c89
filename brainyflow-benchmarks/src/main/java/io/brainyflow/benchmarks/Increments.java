package io.brainyflow.benchmarks;

import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RetryPolicy;
import java.util.concurrent.ConcurrentMap;

/**
 * Work that reads a number, adds one and writes it back, as nodes and as steps that are called by hand. Each has four classes
 * with methods of their own, since calls go to several classes in an application, and cost more then.
 */
final class Increments {

    static final String KEY = "n";

    private Increments() {}

    /** What a loop written by hand calls: the same three calls as of a node, on the map that a memory is made of. */
    interface Step {
        Integer prep(ConcurrentMap<String, Object> map) throws Exception;

        Integer exec(Integer n) throws Exception;

        void post(ConcurrentMap<String, Object> map, Integer prepared, Integer result) throws Exception;
    }

    /** Returns a node of one of the classes that triggers {@code again} until the number has come to {@code loops}. */
    static Node<Integer, Integer> node(int i, int loops) {
        String name = "n" + i;
        return switch (i % 4) {
            case 0 -> new First(name, loops);
            case 1 -> new Second(name, loops);
            case 2 -> new Third(name, loops);
            default -> new Fourth(name, loops);
        };
    }

    static Step step(int i) {
        return switch (i % 4) {
            case 0 -> new FirstStep();
            case 1 -> new SecondStep();
            case 2 -> new ThirdStep();
            default -> new FourthStep();
        };
    }

    private abstract static class Increment extends Node<Integer, Integer> {

        private final int loops;

        Increment(String name, int loops) {
            super(name, RetryPolicy.create());
            this.loops = loops;
        }

        static Integer read(Memory memory) {
            return (Integer) memory.get(KEY);
        }

        void write(Memory memory, Integer n) {
            memory.put(KEY, n);
            if (n < loops) {
                trigger("again");
            }
        }
    }

    private static final class First extends Increment {

        First(String name, int loops) {
            super(name, loops);
        }

        @Override
        public Integer prep(Memory memory) {
            return read(memory);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(Memory memory, Integer prepared, Integer result) {
            write(memory, result);
        }
    }

    private static final class Second extends Increment {

        Second(String name, int loops) {
            super(name, loops);
        }

        @Override
        public Integer prep(Memory memory) {
            return read(memory);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(Memory memory, Integer prepared, Integer result) {
            write(memory, result);
        }
    }

    private static final class Third extends Increment {

        Third(String name, int loops) {
            super(name, loops);
        }

        @Override
        public Integer prep(Memory memory) {
            return read(memory);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(Memory memory, Integer prepared, Integer result) {
            write(memory, result);
        }
    }

    private static final class Fourth extends Increment {

        Fourth(String name, int loops) {
            super(name, loops);
        }

        @Override
        public Integer prep(Memory memory) {
            return read(memory);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(Memory memory, Integer prepared, Integer result) {
            write(memory, result);
        }
    }

    private static final class FirstStep implements Step {

        @Override
        public Integer prep(ConcurrentMap<String, Object> map) {
            return (Integer) map.get(KEY);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(ConcurrentMap<String, Object> map, Integer prepared, Integer result) {
            map.put(KEY, result);
        }
    }

    private static final class SecondStep implements Step {

        @Override
        public Integer prep(ConcurrentMap<String, Object> map) {
            return (Integer) map.get(KEY);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(ConcurrentMap<String, Object> map, Integer prepared, Integer result) {
            map.put(KEY, result);
        }
    }

    private static final class ThirdStep implements Step {

        @Override
        public Integer prep(ConcurrentMap<String, Object> map) {
            return (Integer) map.get(KEY);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(ConcurrentMap<String, Object> map, Integer prepared, Integer result) {
            map.put(KEY, result);
        }
    }

    private static final class FourthStep implements Step {

        @Override
        public Integer prep(ConcurrentMap<String, Object> map) {
            return (Integer) map.get(KEY);
        }

        @Override
        public Integer exec(Integer n) {
            return n + 1;
        }

        @Override
        public void post(ConcurrentMap<String, Object> map, Integer prepared, Integer result) {
            map.put(KEY, result);
        }
    }
}
