package com.example.expenses;

import com.example.expenses.Decision.Outcome;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Works off a CSV file of reports at start-up, and accounts for every one of them. What was decided before the application was
 * stopped, or killed, is not decided again.
 */
@Component
@ConditionalOnBooleanProperty("expenses.import.enabled")
class ExpenseImport implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ExpenseImport.class);
    private static final int PROGRESS_STEP = 50;

    private final Resource file;
    private final ReportReader reader;
    private final ExpenseService service;
    private final Validator validator;
    private final Map<String, Decision> decisions = new LinkedHashMap<>();
    private int handedInBefore;

    ExpenseImport(
            @Value("${expenses.import.file}") Resource file,
            ReportReader reader,
            ExpenseService service,
            Validator validator) {
        this.file = file;
        this.reader = reader;
        this.service = service;
        this.validator = validator;
    }

    @Override
    public void run(ApplicationArguments args) throws IOException {
        List<ReportReader.Entry> entries = reader.read(file);
        handedInBefore = 0;
        for (ReportReader.Entry entry : entries) {
            decisions.put(entry.id(), decide(entry));
            if (decisions.size() % PROGRESS_STEP == 0) {
                LOG.info("Decided {} of {} reports of {}", decisions.size(), entries.size(), file.getFilename());
            }
        }
        Map<Outcome, Integer> summary = summary();
        LOG.info(
                "Read {} reports from {}: {}, {} of them handed in before",
                entries.size(),
                file.getFilename(),
                summary,
                handedInBefore);
        decisions.values().stream()
                .filter(decision -> decision.outcome() == Outcome.INVALID || decision.outcome() == Outcome.FAILED)
                .forEach(
                        decision -> LOG.info("  {} {}: {}", decision.report(), decision.outcome(), decision.reasons()));
    }

    Map<String, Decision> decisions() {
        return decisions;
    }

    /** Returns how many reports were handed in before the last time that the file was worked off. */
    int handedInBefore() {
        return handedInBefore;
    }

    Map<Outcome, Integer> summary() {
        Map<Outcome, Integer> summary = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            summary.put(outcome, 0);
        }
        decisions.values().forEach(decision -> summary.merge(decision.outcome(), 1, Integer::sum));
        return summary;
    }

    private Decision decide(ReportReader.Entry entry) {
        List<String> problems = new ArrayList<>(entry.problems());
        if (problems.isEmpty()) {
            validator.validate(entry.report()).stream()
                    .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
                    .sorted()
                    .forEach(problems::add);
        }
        if (!problems.isEmpty()) {
            return Decision.invalid(entry.id(), problems);
        }
        String id = file.getFilename() + "-" + entry.id();
        if (service.find(id).isPresent()) {
            handedInBefore++;
        }
        return service.submit(entry.report(), id).decision();
    }
}
