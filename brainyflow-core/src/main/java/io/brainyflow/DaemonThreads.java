package io.brainyflow;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Creates the engine's platform threads. They outlive their first user, so they keep no reference to anything of it: no
 * inheritable thread-locals, no class loader, no access control context (which JVMs before 24 give to a thread).
 */
final class DaemonThreads {

    private DaemonThreads() {}

    @SuppressWarnings("removal") // the only way to leave the creator's context behind where a thread still has one
    static Thread create(String name, Runnable task) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
            return thread;
        });
    }
}
