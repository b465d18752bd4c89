package com.example.expenses;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.expenses.Decision.Outcome;
import io.brainyflow.FlowRuns;
import io.brainyflow.RunQuery;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.io.Resource;

@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "spring.datasource.url=jdbc:h2:mem:import")
class ExpenseImportTest {

    @Autowired
    private ExpenseImport imported;

    @Autowired
    private ReportReader reader;

    @Autowired
    private FlowRuns runs;

    @Value("${expenses.import.file}")
    private Resource file;

    @Test
    void accountsForEveryReportOfTheFile() throws Exception {
        int read = reader.read(file).size();

        assertThat(read).isGreaterThanOrEqualTo(200);
        assertThat(imported.summary().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(read);
        assertThat(imported.summary())
                .containsEntry(Outcome.APPROVED, 202)
                .containsEntry(Outcome.REJECTED, 17)
                .containsEntry(Outcome.WAITING, 6)
                .containsEntry(Outcome.INVALID, 20)
                .containsEntry(Outcome.FAILED, 0);
    }

    @Test
    void decidesNothingTwiceWhenItIsStartedAgain() throws Exception {
        Map<String, Decision> decided = Map.copyOf(imported.decisions());

        imported.run(null);

        assertThat(imported.handedInBefore()).isEqualTo(225);
        assertThat(imported.decisions()).isEqualTo(decided);
        assertThat(runs.list(RunQuery.all().limitedTo(1_000))).hasSize(225);
    }

    @Test
    void saysWhatIsWrongWithABadReport() {
        assertThat(imported.decisions().get("R-0215").reasons()).containsExactly("line 655: 'abc' is no amount");
        assertThat(imported.decisions().get("line 101").reasons()).containsExactly("id must not be blank");
        assertThat(imported.decisions().get("R-0301").reasons()).containsExactly("line 403: has 3 values instead of 7");
    }
}
