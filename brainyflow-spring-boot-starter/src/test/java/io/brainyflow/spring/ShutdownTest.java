package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.FlowCancelledException;
import io.brainyflow.FlowRun;
import io.brainyflow.FlowRuntime;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How runs end when the application does. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ShutdownTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {

        @Bean
        Resource resource() {
            return new Resource();
        }

        @Bean
        @FlowNode(startsFlow = "slow")
        Node<?, ?> use(Resource resource) {
            return new Node<Object, String>() {
                @Override
                public String exec(Object prepared) throws InterruptedException {
                    resource.begun.countDown();
                    resource.go.await();
                    return resource.destroyed ? "after it was destroyed" : "in time";
                }

                @Override
                public void post(Memory memory, Object prepared, String result) {
                    memory.put("used", result);
                }
            };
        }

        private final Flow slow;
        private final ObjectProvider<Resource> resource;

        Application(@Lazy Flow slow, ObjectProvider<Resource> resource) {
            this.slow = slow;
            this.resource = resource;
        }

        @GetMapping("/later")
        Object runLater() throws InterruptedException {
            Resource held = resource.getObject();
            held.requested.countDown();
            held.later.await();
            return run();
        }

        @GetMapping("/")
        Object run() {
            Memory memory = Memory.empty();
            slow.run(memory);
            return memory.get("used");
        }
    }

    /** What the node uses, and what the tests hold it up with. */
    static class Resource implements DisposableBean {

        private final CountDownLatch requested = new CountDownLatch(1);
        private final CountDownLatch later = new CountDownLatch(1);
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean destroyed;

        @Override
        public void destroy() {
            destroyed = true;
        }
    }

    private static ConfigurableApplicationContext start(WebApplicationType type, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server.port=0");
        all.add("--server.address=127.0.0.1");
        return new SpringApplicationBuilder(Application.class).web(type).run(all.toArray(String[]::new));
    }

    private static Thread closing(ConfigurableApplicationContext context) {
        Thread thread = new Thread(context::close);
        thread.start();
        return thread;
    }

    @Test
    void letsAnAsynchronousRunEndBeforeAnythingItUsesIsDestroyed(CapturedOutput output) throws Exception {
        ConfigurableApplicationContext context = start(WebApplicationType.NONE);
        Resource resource = context.getBean(Resource.class);
        Flow slow = context.getBean(Flow.class);
        Memory memory = Memory.empty();
        FlowRun run = slow.runAsync(memory);
        resource.begun.await();

        Thread closing = closing(context);
        while (!output.getAll().contains("Waiting up to PT30S for 1 run(s) of flows to end")) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> slow.run(Memory.empty()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("Flow 'slow' was not run");
        assertThatThrownBy(() -> slow.runAsync(Memory.empty())).isInstanceOf(RejectedExecutionException.class);
        assertThat(resource.destroyed).isFalse();
        resource.go.countDown();
        closing.join();

        assertThat(run.await().size()).isEqualTo(1);
        assertThat(memory.get("used")).isEqualTo("in time");
        assertThat(resource.destroyed).isTrue();
    }

    @Test
    void letsARequestInFlightEnd(CapturedOutput output) throws Exception {
        ConfigurableApplicationContext context = start(WebApplicationType.SERVLET);
        Resource resource = context.getBean(Resource.class);
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        resource.begun.await();

        Thread closing = closing(context);
        while (!output.getAll().contains("Commencing graceful shutdown")) {
            Thread.onSpinWait();
        }
        resource.go.countDown();
        closing.join();

        assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("in time");
        assertThat(resource.destroyed).isTrue();
    }

    /** Graceful shutdown promises an answer to a request that was taken, though its run has not begun yet. */
    @Test
    void letsARequestInFlightBeginItsRun(CapturedOutput output) throws Exception {
        ConfigurableApplicationContext context = start(WebApplicationType.SERVLET);
        Resource resource = context.getBean(Resource.class);
        resource.go.countDown();
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/later"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        resource.requested.await();

        Thread closing = closing(context);
        while (!output.getAll().contains("Commencing graceful shutdown")) {
            Thread.onSpinWait();
        }
        resource.later.countDown();
        closing.join();

        assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("in time");
    }

    @Test
    void cancelsRunsThatOutlastThePeriod(CapturedOutput output) throws Exception {
        ConfigurableApplicationContext context =
                start(WebApplicationType.NONE, "--brainyflow.shutdown.await-termination-period=1ms");
        Resource resource = context.getBean(Resource.class);
        FlowRun run = context.getBean(Flow.class).runAsync(Memory.empty());
        resource.begun.await();

        context.close();

        assertThat(output)
                .contains("1 run(s) of flows are still active after PT0.001S and are cancelled; raise"
                        + " brainyflow.shutdown.await-termination-period to give them more time")
                .doesNotContain("do not end");
        assertThatThrownBy(run::await)
                .isInstanceOf(FlowCancelledException.class)
                .hasMessageContaining("of flow 'slow' was cancelled: the application is ending");
    }

    @Test
    void takesRunsAgainWhenTheContextIsStartedAgain() {
        try (ConfigurableApplicationContext context = start(WebApplicationType.NONE)) {
            Flow slow = context.getBean(Flow.class);
            context.getBean(Resource.class).go.countDown();
            context.stop();
            assertThatThrownBy(() -> slow.run(Memory.empty())).isInstanceOf(RejectedExecutionException.class);

            context.start();

            assertThat(slow.run(Memory.empty()).size()).isEqualTo(1);
        }
    }

    @Test
    void leavesTheRuntimeThatIsEverybodysAlone() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .initializers(
                        initialized -> ((org.springframework.context.support.GenericApplicationContext) initialized)
                                .registerBean("plain", FlowRuntime.class, FlowRuntime::plain))
                .run()) {
            context.getBean(Resource.class).go.countDown();
            context.stop();
            context.start();

            assertThat(context.getBean(Flow.class).run(Memory.empty()).size()).isEqualTo(1);
        }
    }
}
