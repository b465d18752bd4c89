package io.brainyflow.benchmarks;

import io.brainyflow.benchmarks.Measurements.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Draws the time per visit of this engine and its peers, on a logarithmic scale. */
final class Chart {

    private static final List<Case> DRAWN = List.of(
            new Case("Chain", 1_000, "chain of 1,000 nodes"), new Case("Loop", 1_000_000, "loop of 1,000,000 visits"));
    private static final List<String> SUBJECTS =
            List.of("byHand", "byHandWithTree", "brainyFlow", "langChain4j", "langGraph4jByReference", "langGraph4j");
    private static final List<String> COLOURS =
            List.of("#999999", "#777777", "#2a7f62", "#c48f2c", "#8aa6c8", "#4a6fa5");

    private static final int LEFT = 190;
    private static final int WIDTH = 760;
    private static final int BAR = 22;

    private final Measurements measured;

    Chart(Measurements measured) {
        this.measured = measured;
    }

    void write(Path file) throws IOException {
        StringBuilder svg = new StringBuilder();
        int y = 20;
        for (Case drawn : DRAWN) {
            y += 14;
            text(svg, 10, y, "bold", "Time per visit, " + drawn.subject());
            y += 10;
            for (int i = 0; i < SUBJECTS.size(); i++) {
                double nanos = measured.nanos(drawn.work(), drawn.size(), SUBJECTS.get(i));
                if (!Double.isNaN(nanos)) {
                    int width = Math.max(2, (int) (Math.log10(nanos / 5) * 110));
                    text(svg, 10, y + 15, "normal", SUBJECTS.get(i));
                    svg.append("  <rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n"
                            .formatted(LEFT, y, width, BAR - 4, COLOURS.get(i)));
                    text(svg, LEFT + width + 6, y + 14, "normal", "%,.0f ns".formatted(nanos));
                    y += BAR;
                }
            }
            y += 16;
        }
        text(svg, 10, y, "normal", "Logarithmic scale; shorter is faster.");
        Files.writeString(
                file,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">%n".formatted(WIDTH, y + 12)
                        + "  <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
                        + svg + "</svg>\n");
    }

    private static void text(StringBuilder svg, int x, int y, String weight, String text) {
        svg.append(
                "  <text x=\"%d\" y=\"%d\" font-family=\"sans-serif\" font-size=\"13\" font-weight=\"%s\">%s</text>%n"
                        .formatted(x, y, weight, text));
    }
}
