package io.brainyflow.journal;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import java.util.Map;

class FlowRunsInMemoryTest extends FlowRunsContract {

    @Override
    protected FlowRuns engine(Map<String, Flow> flows) {
        return FlowRuns.inMemory(flows::get, 100);
    }
}
