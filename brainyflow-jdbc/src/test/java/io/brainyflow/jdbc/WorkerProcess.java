package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that performs runs, prints {@code started} when it has begun to, and ends when they have. */
record WorkerProcess(Process process, BufferedReader output) {

    static WorkerProcess start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new WorkerProcess(process, process.inputReader());
    }

    void awaitStarted() throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); !"started".equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IllegalStateException("A worker did not start: " + before);
            }
            before.append(line).append('\n');
        }
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
        List<String> lines = output.lines().toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    }
}
