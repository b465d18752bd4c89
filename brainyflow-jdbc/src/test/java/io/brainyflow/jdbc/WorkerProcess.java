package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that performs runs, prints {@code started} when it has begun to, and ends when they have. */
final class WorkerProcess {

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Thread reader = new Thread(this::read, "output of a worker");

    private WorkerProcess(Process process) {
        this.process = process;
    }

    static WorkerProcess start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        WorkerProcess worker = new WorkerProcess(process);
        worker.reader.setDaemon(true);
        worker.reader.start();
        return worker;
    }

    /** Reads what the process prints as soon as it does: one that prints a lot would wait for that. */
    private void read() {
        process.inputReader().lines().forEach(line -> {
            output.append(line).append('\n');
            if (line.equals("started")) {
                started.countDown();
            }
        });
        started.countDown();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void awaitStarted() throws InterruptedException {
        started.await();
        assertThat(process.isAlive()).as(output.toString()).isTrue();
    }

    void killAfter(int millis) throws InterruptedException {
        assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS))
                .as("came to the end")
                .isFalse();
        kill();
        process.waitFor();
    }

    void kill() {
        process.destroyForcibly();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    void awaitEnd() throws InterruptedException {
        reader.join();
        assertThat(process.waitFor()).as(output.toString()).isZero();
    }
}
