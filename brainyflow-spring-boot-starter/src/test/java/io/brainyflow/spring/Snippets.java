package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The snippets of a page, by what the comment before each says; its files are written to a folder and compiled. */
final class Snippets {

    private static final Pattern SNIPPET = Pattern.compile("<!-- ([^>]*?) ?-->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);

    /** How a line of the log begins, by Boot's format or, before that is set up, by the logger's own. */
    private static final Pattern LOGGED = Pattern.compile("^(\\d{4}-\\d{2}-\\d{2}T|\\d{2}:\\d{2}:\\d{2}\\.\\d{3} \\[)");

    final String text;
    final Path folder;
    final ClassLoader classes;
    private final Map<String, String> byTitle = new LinkedHashMap<>();

    Snippets(String page, Path folder) throws IOException {
        this.text = withLinkedPages(Path.of("..", page).toAbsolutePath());
        this.folder = folder;
        Matcher snippet = SNIPPET.matcher(text);
        while (snippet.find()) {
            byTitle.put(snippet.group(1), snippet.group(2));
        }
        for (Map.Entry<String, String> file : of("file: ").entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, withImports(path, file.getValue()));
        }
        compile();
        classes = new URLClassLoader(new URL[] {folder.toUri().toURL()}, Snippets.class.getClassLoader());
    }

    /** Returns a page with those of the folder of its name that it links to, in that order. */
    private static String withLinkedPages(Path page) throws IOException {
        StringBuilder all = new StringBuilder(Files.readString(page));
        String name = page.getFileName().toString().replace(".md", "");
        List<String> linked = Pattern.compile("\\((" + name + "/[\\w-]+\\.md)\\)")
                .matcher(all)
                .results()
                .map(link -> link.group(1))
                .distinct()
                .toList();
        for (String link : linked) {
            all.append('\n').append(Files.readString(page.resolveSibling(link)));
        }
        return all.toString();
    }

    String get(String title) {
        return byTitle.get(title);
    }

    /** Returns the source with the package and the imports that a page leaves out to be short. */
    private static String withImports(Path path, String source) {
        if (!path.toString().endsWith(".java") || source.startsWith("package ")) {
            return source;
        }
        return "package " + path.getParent().getFileName() + ";\n\n"
                + Stream.of(
                                "io.brainyflow.*",
                                "io.brainyflow.spring.*",
                                "java.util.Map",
                                "org.springframework.boot.ApplicationRunner",
                                "org.springframework.boot.SpringApplication",
                                "org.springframework.boot.autoconfigure.SpringBootApplication",
                                "org.springframework.context.annotation.Bean")
                        .map(name -> "import " + name + ";\n")
                        .collect(Collectors.joining())
                + source;
    }

    /** Returns the snippets of a kind, by the rest of their title. */
    Map<String, String> of(String kind) {
        Map<String, String> found = new LinkedHashMap<>();
        byTitle.forEach((title, snippet) -> {
            if (title.startsWith(kind)) {
                found.put(title.substring(kind.length()), snippet);
            }
        });
        return found;
    }

    private void compile() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-parameters", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
        try (Stream<Path> sources = Files.walk(folder)) {
            sources.map(Path::toString).filter(path -> path.endsWith(".java")).forEach(arguments::add);
        }
        ByteArrayOutputStream problems = new ByteArrayOutputStream();
        int result =
                ToolProvider.getSystemJavaCompiler().run(null, problems, problems, arguments.toArray(String[]::new));
        assertThat(result).as(problems.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** Does something with the snippets' classes and files on the class path. */
    <T> T within(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    ConfigurableApplicationContext start(String application, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1"));
        all.addAll(List.of(arguments));
        return within(() -> SpringApplication.run(classes.loadClass(application), all.toArray(String[]::new)));
    }

    static String get(ConfigurableApplicationContext application, String path) throws Exception {
        int port = ((WebServerApplicationContext) application).getWebServer().getPort();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Calls the application for each answer on the page, in order, and compares. */
    void checkAnswers(ConfigurableApplicationContext application) throws Exception {
        for (Map.Entry<String, String> answer : of("answer: ").entrySet()) {
            boolean json =
                    answer.getValue().startsWith("{") || answer.getValue().startsWith("[");
            assertThat(get(application, answer.getKey()).strip())
                    .as(answer.getKey())
                    .isEqualTo(
                            json
                                    ? answer.getValue().replaceAll("\n *", "")
                                    : answer.getValue().strip());
        }
    }

    /** Returns what a program prints, without what is logged. */
    String printedBy(String main) throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            classes.loadClass(main).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !LOGGED.matcher(line).find())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
