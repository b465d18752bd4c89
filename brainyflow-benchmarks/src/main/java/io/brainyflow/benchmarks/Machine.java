package io.brainyflow.benchmarks;

import dev.langchain4j.agentic.AgenticServices;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bsc.langgraph4j.StateGraph;

/** What the benchmarks ran on: the machine, the JVM, and the versions of others. */
final class Machine {

    private Machine() {}

    /** Returns what each thing is, by its name. */
    static Map<String, String> describe() throws IOException, URISyntaxException {
        Map<String, String> machine = new LinkedHashMap<>();
        Path cpu = Path.of("/proc/cpuinfo");
        String model = Files.exists(cpu)
                ? Files.readAllLines(cpu).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("")
                : "";
        machine.put(
                "Machine",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors " + model);
        machine.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        machine.put("JVM options", "`" + String.join(" ", Benchmarks.JVM_OPTIONS) + "`");
        machine.put(
                "Versions", jar(StateGraph.class) + ", " + jar(AgenticServices.class) + ", " + jar(Observation.class));
        return machine;
    }

    private static String jar(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .getFileName()
                .toString()
                .replace(".jar", "");
    }
}
