package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import io.brainyflow.journal.EntryCipher;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** What runs hold is in no column as it is, where a bean encrypts it. */
@Timeout(60)
class EntryCipherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    /** AES in Galois/Counter mode, a new nonce for each text. */
    record AesCipher(SecretKey key) implements EntryCipher {

        private static final SecureRandom CHANCE = new SecureRandom();

        @Override
        public String encrypt(String text) {
            byte[] nonce = new byte[12];
            CHANCE.nextBytes(nonce);
            byte[] encrypted = apply(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, nonce.length + encrypted.length);
            System.arraycopy(encrypted, 0, all, nonce.length, encrypted.length);
            return Base64.getEncoder().encodeToString(all);
        }

        @Override
        public String decrypt(String kept) {
            byte[] all = Base64.getDecoder().decode(kept);
            byte[] nonce = Arrays.copyOf(all, 12);
            return new String(
                    apply(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(all, 12, all.length)), StandardCharsets.UTF_8);
        }

        private byte[] apply(int mode, byte[] nonce, byte[] text) {
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(mode, key, new GCMParameterSpec(128, nonce));
                return cipher.doFinal(text);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static AesCipher cipher(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return new AesCipher(new SecretKeySpec(key, "AES"));
    }

    private ApplicationContextRunner runner(EntryCipher cipher) {
        Node<?, ?> start = Node.of("start", memory -> memory.put("name", "s3cret of " + memory.get("name")));
        Node<?, ?> ask = Node.await("ask", String.class, memory -> "s3cret?", (memory, asked, answer, signals) -> {
            memory.put("answer", answer);
            if (answer.equals("s3cret failure")) {
                throw new IllegalStateException(answer);
            }
        });
        Flow flow = Flow.builder("order").start(start).next(start, ask).build();
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        BrainyFlowAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        JdbcRunsAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:file:" + folder.resolve("runs"))
                .withBean("order", Flow.class, () -> flow)
                .withBean(EntryCipher.class, () -> cipher);
    }

    private static void assertNothingCanBeRead(JdbcTemplate jdbc) {
        for (String table : List.of("run", "entry", "wait", "request")) {
            assertThat(jdbc.queryForList("select * from brainyflow_" + table).toString())
                    .as(table)
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void keepsNothingThatRunsHoldAsItIs() {
        runner(cipher(1)).run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            for (String id : List.of("failing", "waiting", "cancelled")) {
                runs.start(
                        "order", Map.of("name", "s3cret"), RunOptions.create().withRunId(id));
                assertThat(runs.await(id, PATIENCE).waits().get(0).asked()).isEqualTo("s3cret?");
            }
            runs.answer("failing", "ask", "s3cret failure");
            runs.keep("waiting", "other", "s3cret kept");
            runs.cancel("cancelled", "a s3cret reason");
            for (String id : List.of("failing", "cancelled")) {
                RunView run = runs.await(id, PATIENCE);
                while (run.endedAt().isEmpty()) {
                    run = runs.await(id, PATIENCE);
                }
                assertThat(run.reason().orElseThrow()).contains("s3cret");
                assertThat(run.memory()).containsEntry("name", "s3cret of s3cret");
            }
            assertNothingCanBeRead(jdbc);
        });
        runner(cipher(2)).run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            runs.answer("waiting", "ask", "yes");
            RunView run = runs.await("waiting", PATIENCE);
            while (run.endedAt().isEmpty()) {
                run = runs.await("waiting", PATIENCE);
            }
            assertThat(run.status()).isEqualTo(Status.FAILED);
            assertThat(run.reason().orElseThrow())
                    .isEqualTo(
                            "Entry 1 cannot be read: Cannot be decrypted, by java.lang.IllegalStateException; give the"
                                    + " cipher the key that it was encrypted with");
        });
        runner(cipher(1)).run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            new JdbcTemplate(context.getBean(DataSource.class)).update("delete from brainyflow_request");
            new JdbcTemplate(context.getBean(DataSource.class)).update("update brainyflow_wait set status = 'OPEN'");
            runs.retry("waiting");
            runs.answer("waiting", "ask", "s3cret");
            RunView run = runs.await("waiting", PATIENCE);
            while (run.endedAt().isEmpty()) {
                run = runs.await("waiting", PATIENCE);
            }
            assertThat(run.memory()).containsEntry("answer", "s3cret");
        });
    }
}
