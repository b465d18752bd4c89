package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import io.brainyflow.WaitNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A process that performs a run which starts others and waits for all of them, as the page on durable runs has it. */
final class ChildWorker {

    static final String PARENT = "mailing 1";

    private ChildWorker() {}

    /** Takes the URL of the database, and how many runs are started. */
    public static void main(String[] args) throws InterruptedException {
        int letters = Integer.parseInt(args[1]);
        AtomicReference<FlowRuns> runs = new AtomicReference<>();
        try (TestInstance instance = TestInstance.on(
                args[0],
                Map.of("mailing", mailing(runs, letters), "letter", letter(runs)),
                "brainyflow.jdbc.heartbeat=500ms",
                "brainyflow.jdbc.polling-interval=100ms")) {
            runs.set(instance.runs());
            instance.runs().start("mailing", Map.of(), RunOptions.create().withRunId(PARENT));
            System.out.println("started");
            RunView view = instance.runs().await(PARENT, Duration.ofMinutes(2));
            while (view.endedAt().isEmpty()) {
                view = instance.runs().await(PARENT, Duration.ofMinutes(2));
            }
            if (view.status() != Status.SUCCEEDED) {
                throw new IllegalStateException(view.toString());
            }
        }
    }

    private static Flow mailing(AtomicReference<FlowRuns> runs, int letters) {
        Node<?, ?> send = Node.of("send", memory -> {
            Visit visit = Visit.current();
            memory.put("open", letters);
            for (int letter = 1; letter <= letters; letter++) {
                runs.get()
                        .start(
                                "letter",
                                Map.of("letter", letter, "mailing", visit.runId()),
                                RunOptions.create().withRunId(visit.key() + "/" + letter));
            }
        });
        WaitNode<?, Integer> sent =
                Node.await("sent", Integer.class, memory -> memory.get("open"), (memory, asked, letter, signals) -> {
                    memory.append("sent", letter);
                    memory.add("open", -1);
                    signals.trigger(memory.get("open", Integer.class) > 0 ? "more" : "all");
                });
        Node<?, ?> done = Node.of("done", memory -> memory.put("done", true));
        return Flow.builder("mailing")
                .start(send)
                .transactional(send)
                .next(send, sent)
                .on(sent, "more", sent)
                .on(sent, "all", done)
                .maxVisits(letters)
                .build();
    }

    private static Flow letter(AtomicReference<FlowRuns> runs) {
        Node<?, ?> print = Node.of("print", memory -> memory.put("printed", true));
        Node<?, ?> report = Node.of("report", memory -> {
            runs.get().keep(memory.get("mailing", String.class), "sent", memory.get("letter"));
        });
        return Flow.builder("letter")
                .start(print)
                .next(print, report)
                .transactional(report)
                .build();
    }
}
