package io.brainyflow.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that take processors away, as others do on a machine that is not one's own. */
final class BusyProcesses implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();

    private BusyProcesses() {}

    static BusyProcesses start(int number) throws IOException {
        BusyProcesses started = new BusyProcesses();
        for (int i = 0; i < number; i++) {
            started.processes.add(new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BusyProcesses.class.getName())
                    .start());
        }
        return started;
    }

    /** Computes until the standard input ends, as it does with the process that has started this. */
    public static void main(String[] args) throws IOException {
        Thread busy = new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        busy.setDaemon(true);
        busy.start();
        while (System.in.read() >= 0) {}
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
