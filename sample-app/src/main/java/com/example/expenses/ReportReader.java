package com.example.expenses;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

/** Reads reports from a CSV file that has a line for each item. A line that cannot be read is kept as a problem. */
@Component
class ReportReader {

    private static final ObjectReader CSV =
            new CsvMapper().readerFor(String[].class).with(CsvReadFeature.WRAP_AS_ARRAY);

    /** A report of the file, and what could not be read of it. */
    record Entry(String id, ExpenseReport report, List<String> problems) {}

    List<Entry> read(Resource file) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> lines =
                file.getContentAsString(StandardCharsets.UTF_8).lines().toList();
        String[] header = split(lines.get(0));
        for (int i = 1; i < lines.size(); i++) {
            int number = i + 1;
            try {
                read(header, split(lines.get(i)), number, entries);
            } catch (JacksonException e) {
                String id = "line " + number;
                ExpenseReport unread = new ExpenseReport("", "", List.of());
                entries.put(id, new Entry(id, unread, List.of(id + ": " + e.getOriginalMessage())));
            }
        }
        return List.copyOf(entries.values());
    }

    private static String[] split(String line) {
        try (MappingIterator<String[]> rows = CSV.readValues(line)) {
            return rows.hasNext() ? rows.next() : new String[0];
        }
    }

    private static void read(String[] header, String[] line, int number, Map<String, Entry> entries) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < header.length; i++) {
            values.put(header[i], i < line.length ? line[i] : "");
        }
        String given = values.getOrDefault("report", "");
        String id = given.isBlank() ? "line " + number : given;
        Entry entry = entries.computeIfAbsent(
                id,
                key -> new Entry(
                        id,
                        new ExpenseReport(given, values.getOrDefault("employee", ""), new ArrayList<>()),
                        new ArrayList<>()));
        if (line.length != header.length) {
            entry.problems().add("line " + number + ": has " + line.length + " values instead of " + header.length);
            return;
        }
        try {
            entry.report().items().add(item(values));
        } catch (DateTimeParseException | NumberFormatException e) {
            entry.problems().add("line " + number + ": " + e.getMessage());
        }
    }

    private static LineItem item(Map<String, String> values) {
        String amount = values.getOrDefault("amount", "");
        try {
            return new LineItem(
                    LocalDate.parse(values.getOrDefault("date", "")),
                    values.get("category"),
                    new BigDecimal(amount),
                    values.get("currency"),
                    values.get("description"));
        } catch (NumberFormatException e) {
            throw new NumberFormatException("'" + amount + "' is no amount");
        }
    }
}
