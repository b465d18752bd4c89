package io.brainyflow;

import java.util.List;
import java.util.Map;

/** The memory of a join's visit, with the local stores of the branches that met. */
final class JoinMemory extends Memory {

    private final List<Map<String, Object>> joined;

    JoinMemory(GlobalStore global, LocalStore local, List<Map<String, Object>> joined) {
        super(global, local);
        this.joined = joined;
    }

    @Override
    public List<Map<String, Object>> joined() {
        return joined;
    }

    @Override
    Memory over(GlobalStore view) {
        return new JoinMemory(view, localStore(), joined);
    }

    @Override
    Memory forNext(Map<String, Object> forkingData) {
        return new Memory(global(), localStore()).forNext(forkingData);
    }
}
