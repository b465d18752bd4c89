package io.brainyflow.jdbc;

import java.util.List;

/**
 * A run as an instance has taken it over.
 *
 * @param row its row in the table of runs
 * @param epoch the number of the ownership
 * @param entries its entries, with that of the takeover
 */
record Ownership(RunRow row, int epoch, List<KeptEntry> entries) {}
