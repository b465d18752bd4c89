package io.brainyflow.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

/** Makes what stands between an instance and its database. */
final class Intercepted {

    private Intercepted() {}

    /** A call that is on its way. */
    interface Call {
        Object get() throws SQLException;
    }

    /** What is done in its place, or around it. */
    interface Interception {
        Object perform(String method, Object[] arguments, Call call) throws SQLException;
    }

    static <T> T of(Class<T> type, Object target, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> interception.perform(method.getName(), arguments, () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof SQLException thrown) {
                            throw thrown;
                        }
                        throw new IllegalStateException(e.getCause());
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })));
    }
}
