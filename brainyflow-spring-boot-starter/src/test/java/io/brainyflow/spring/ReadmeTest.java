package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** What the README shows is compiled, started and called, and answers what the README says it answers. */
class ReadmeTest {

    private static final Pattern SNIPPET = Pattern.compile("<!-- ([^>]*?) ?-->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);

    @TempDir
    private static Path folder;

    private static final Map<String, String> SNIPPETS = new LinkedHashMap<>();
    private static URLClassLoader classes;

    @BeforeAll
    static void compile() throws IOException {
        Matcher snippet =
                SNIPPET.matcher(Files.readString(Path.of("../README.md").toAbsolutePath()));
        while (snippet.find()) {
            SNIPPETS.put(snippet.group(1), snippet.group(2));
        }
        for (Map.Entry<String, String> entry : SNIPPETS.entrySet()) {
            if (entry.getKey().startsWith("file: ")) {
                Path file = folder.resolve(entry.getKey().substring("file: ".length()));
                Files.createDirectories(file.getParent());
                Files.writeString(file, entry.getValue());
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> sources = Files.walk(folder)) {
            List<String> files = sources.filter(path -> path.toString().endsWith(".java"))
                    .map(Path::toString)
                    .toList();
            List<String> arguments = new java.util.ArrayList<>(List.of(
                    "-parameters",
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString()));
            arguments.addAll(files);
            ByteArrayOutputStream problems = new ByteArrayOutputStream();
            int result = compiler.run(null, problems, problems, arguments.toArray(String[]::new));
            assertThat(result).as(problems.toString(StandardCharsets.UTF_8)).isZero();
        }
        classes = new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    }

    private static ConfigurableApplicationContext start(String... arguments) throws Exception {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            return SpringApplication.run(classes.loadClass("hello.HelloApplication"), arguments);
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
    }

    @Test
    void answersWhatTheReadmeSays() throws Exception {
        try (var context = start("--server.port=0", "--server.address=127.0.0.1")) {
            int port = ((WebServerApplicationContext) context).getWebServer().getPort();
            HttpClient client = HttpClient.newHttpClient();
            for (Map.Entry<String, String> entry : SNIPPETS.entrySet()) {
                if (entry.getKey().startsWith("answer: ")) {
                    String path = entry.getKey().substring("answer: ".length());
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

                    assertThat(answer.body().strip())
                            .as(path)
                            .isEqualTo(
                                    path.endsWith("mermaid")
                                            ? entry.getValue().strip()
                                            : entry.getValue().replaceAll("\n *", ""));
                }
            }
        }
    }

    @Test
    void greetsAPartyOnBranchesOfItsOwn() throws Exception {
        try (var context = start("--server.port=0", "--spring.profiles.active=party")) {
            Memory memory = Memory.of(Map.of("names", List.of("Ada", "Bob", "Grace")));

            context.getBean("party", Flow.class).run(memory);

            assertThat(Set.copyOf((List<?>) memory.get("said")))
                    .isEqualTo(Set.of("Hello, Ada!", "I am a service.", "Hello, Bob!", "Hello, Grace!"));
        }
    }

    @Test
    void failsAsTheReadmeSays() throws Exception {
        Files.createDirectories(folder.resolve("wrong"));
        Files.writeString(
                folder.resolve("wrong/application.yml"),
                SNIPPETS.get("file: application.yml").replace("lookUp", "lokUp"));

        assertThatThrownBy(() -> start("--server.port=0", "--spring.config.location=classpath:/wrong/application.yml"))
                .isInstanceOfSatisfying(
                        FailureAnalyzedException.class,
                        e -> assertThat(e.analysis().getDescription().replace("wrong/", ""))
                                .isEqualTo(SNIPPETS.get("failure: lokUp").strip()));
    }

    @Test
    void printsTheTreeOfThePlainExample() throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            classes.loadClass("plain.Plain").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(SNIPPETS.get("printed"));
    }

    @Test
    void namesTheCoordinatesOfThisProject() throws IOException {
        String pom = Files.readString(Path.of("pom.xml").toAbsolutePath());

        for (String line : SNIPPETS.get("file: pom.xml")
                .lines()
                .filter(text -> text.startsWith("  <"))
                .toList()) {
            assertThat(pom).contains(line.strip());
        }
    }

    @Test
    void showsJavaBeforeItsFortiethLine() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../README.md").toAbsolutePath());

        assertThat(lines.subList(0, 40)).contains("```java");
    }
}
