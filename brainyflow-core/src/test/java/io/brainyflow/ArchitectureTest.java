package io.brainyflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.brainyflow");

    @Test
    void hasThesePublicTypesAndNoOthers() {
        assertThat(classes.stream()
                        .filter(ArchitectureTest::isPublic)
                        .map(JavaClass::getName)
                        .map(name -> name.substring("io.brainyflow.".length()))
                        .sorted())
                .containsExactly(
                        "Actions",
                        "Attempt",
                        "BaseNode",
                        "BrainyFlowException",
                        "BranchesFailedException",
                        "ExecInterceptor",
                        "ExecutionTree",
                        "ExecutionTree$Entry",
                        "Failure",
                        "Flow",
                        "FlowBuilder",
                        "FlowCancelledException",
                        "FlowGraph",
                        "FlowGraph$Edge",
                        "FlowGraph$End",
                        "FlowListener",
                        "FlowOptions",
                        "FlowRules",
                        "FlowRun",
                        "FlowRun$Status",
                        "FlowRuns",
                        "FlowRuntime",
                        "FlowRuntime$Builder",
                        "FlowSetup",
                        "Invocation",
                        "Journal",
                        "Journal$Pending",
                        "Journal$Stored",
                        "Journal$Transaction",
                        "JournalEntry",
                        "JournalEntry$Asked",
                        "JournalEntry$Begun",
                        "JournalEntry$Ended",
                        "JournalEntry$Paused",
                        "JournalEntry$Reason",
                        "JournalEntry$TakenOver",
                        "JournalEntry$Visited",
                        "JournalEntry$Voided",
                        "JournalMismatchException",
                        "JournaledRun",
                        "LostOwnershipException",
                        "Memory",
                        "MemoryKey",
                        "MemoryKey$Reduction",
                        "Node",
                        "Node$Exec",
                        "Node$Post",
                        "Node$Prep",
                        "Node$Step",
                        "Node$Work",
                        "NodeException",
                        "NodeInterceptor",
                        "OnConflict",
                        "OnFailure",
                        "OnUnmatched",
                        "ParallelFlow",
                        "RetryPolicy",
                        "RunOptions",
                        "RunQuery",
                        "RunView",
                        "RunView$FailedVisit",
                        "Signals",
                        "Trigger",
                        "Visit",
                        "VisitLimitException",
                        "VisitPart",
                        "VisitRequest",
                        "VisitRequest$Answered",
                        "VisitRequest$Enclosing",
                        "VisitRequest$Leaving",
                        "VisitResult",
                        "Wait",
                        "WaitNode",
                        "WaitQuery",
                        "Write",
                        "Write$Operation",
                        "WriteConflictException");
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    @Test
    void isOneFlatPackageOnTheJdkAlone() {
        classes()
                .should()
                .resideInAPackage("io.brainyflow")
                .andShould()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.brainyflow", "java..", "org.jspecify.annotations")
                .because("package-private is the wall, and a user brings nothing else along")
                .check(classes);
    }

    /** Lowest first; each depends on itself and on those before it. */
    private static final Map<String, Set<String>> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put(
                "values",
                Set.of(
                        "Actions",
                        "AppendedList",
                        "BufferedStore",
                        "DeepCopy",
                        "ForkingData",
                        "GlobalStore",
                        "JoinMemory",
                        "LocalStore",
                        "Log",
                        "Memory",
                        "MemoryKey",
                        "MemoryNames",
                        "Numbers",
                        "RecordingStore",
                        "ReservedActionException",
                        "SmallMap",
                        "Throwables",
                        "TypedMemory",
                        "Trigger",
                        "Write",
                        "Writes"));
        LAYERS.put(
                "graph",
                Set.of(
                        "Cycles",
                        "Exits",
                        "FlowDefinition",
                        "FlowRules",
                        "FlowGraph",
                        "GraphNames",
                        "FlowOptions",
                        "JoinOrder",
                        "Mermaid",
                        "NodeTraits",
                        "OnConflict",
                        "OnFailure",
                        "OnUnmatched",
                        "PartialSettings",
                        "RetryPolicy",
                        "VisitPart"));
        LAYERS.put(
                "bookkeeping",
                Set.of(
                        "BrainyFlowException",
                        "BranchesFailedException",
                        "Branching",
                        "Catching",
                        "Completion",
                        "ConflictDetector",
                        "Departures",
                        "ExecutionTree",
                        "Failure",
                        "FlowCancelledException",
                        "Frame",
                        "Joins",
                        "JournalEntry",
                        "Location",
                        "NodeException",
                        "OpenWaits",
                        "PathWrites",
                        "RootVisit",
                        "RunFailure",
                        "Traversal",
                        "TreeOrder",
                        "TreeReader",
                        "TreeText",
                        "VisitLimitException",
                        "VisitRequest",
                        "VisitState",
                        "WaitVisit",
                        "WriteConflictException",
                        "WrittenValue",
                        "WrittenValues"));
        LAYERS.put(
                "running",
                Set.of(
                        "ActiveRun",
                        "ActiveRuns",
                        "Appended",
                        "AppliedWrites",
                        "Attempt",
                        "AttemptPaused",
                        "BaseNode",
                        "BranchThreads",
                        "BriefLock",
                        "BusyWorkers",
                        "CallersClassLoader",
                        "ConcurrentRun",
                        "CommitGate",
                        "CountedRuns",
                        "Crew",
                        "DaemonThreads",
                        "EarlyAnswers",
                        "EntryWriter",
                        "ExecInterceptor",
                        "Failures",
                        "Flow",
                        "FlowBuilder",
                        "FlowListener",
                        "FlowRun",
                        "FlowRuns",
                        "FlowRuntime",
                        "FlowSetup",
                        "FunctionNode",
                        "FunctionWaitNode",
                        "GivenIds",
                        "Helpers",
                        "IdleCaller",
                        "Interruption",
                        "Invocation",
                        "Journal",
                        "JournalMismatchException",
                        "JournaledRun",
                        "JournalingRun",
                        "Listeners",
                        "LostOwnershipException",
                        "MemoryFlowRuns",
                        "MemoryJournal",
                        "MemoryRun",
                        "Node",
                        "NodeInterceptor",
                        "NodeNames",
                        "NodeSignals",
                        "NodeWork",
                        "ParallelFlow",
                        "PerVisitNode",
                        "Replay",
                        "Resumption",
                        "RequestedRun",
                        "RetryWaits",
                        "Run",
                        "RunOptions",
                        "RunQuery",
                        "RunView",
                        "RunWaits",
                        "SequentialRun",
                        "Signals",
                        "StandBy",
                        "StoredResult",
                        "TakenVisits",
                        "Timer",
                        "Timing",
                        "TypeArgument",
                        "UnmatchedActions",
                        "Visit",
                        "VisitResult",
                        "VisitScope",
                        "VisitWork",
                        "Wait",
                        "WaitNode",
                        "WaitQuery",
                        "Warnings",
                        "WiredFlow",
                        "Wiring",
                        "WriteConflicts",
                        "Worker",
                        "WrittenBehind"));
    }

    private static String topLevel(JavaClass type) {
        String name = type.getName().substring("io.brainyflow.".length());
        return name.replaceAll("\\$.*", "");
    }

    private static int layer(JavaClass type) {
        int layer = 0;
        for (Set<String> types : LAYERS.values()) {
            if (types.contains(topLevel(type))) {
                return layer;
            }
            layer++;
        }
        return -1;
    }

    @Test
    void assignsEachTypeToALayer() {
        assertThat(classes.stream()
                        .map(ArchitectureTest::topLevel)
                        .filter(name -> !name.equals("package-info"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        LAYERS.values().stream().flatMap(Set::stream).toList());
    }

    /** How many types depend on each other at most: fewer is better, and more is a step back. */
    private static final int LARGEST_CYCLE = 21;

    @Test
    void hasNoLargeCycles() {
        Map<String, Set<String>> graph = new TreeMap<>();
        classes.forEach(type -> type.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .filter(target -> target.getPackageName().equals("io.brainyflow"))
                .forEach(target -> graph.computeIfAbsent(topLevel(type), name -> new TreeSet<>())
                        .add(topLevel(target))));
        Map<String, Set<String>> reached = new TreeMap<>();
        graph.keySet().forEach(type -> reached.put(type, reachedFrom(type, graph)));

        assertThat(graph.keySet())
                .allSatisfy(type -> assertThat(reached.get(type).stream()
                                .filter(other ->
                                        reached.getOrDefault(other, Set.of()).contains(type)))
                        .as("the types that depend on %s and on which it depends", type)
                        .hasSizeLessThanOrEqualTo(LARGEST_CYCLE));
    }

    private static Set<String> reachedFrom(String type, Map<String, Set<String>> graph) {
        Set<String> reached = new TreeSet<>();
        Deque<String> ahead = new ArrayDeque<>(graph.get(type));
        while (!ahead.isEmpty()) {
            String next = ahead.remove();
            if (reached.add(next)) {
                ahead.addAll(graph.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    @Test
    void dependsOnLowerLayersOnly() {
        List<String> upwards = classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().equals("io.brainyflow"))
                .filter(dependency -> layer(dependency.getTargetClass()) > layer(dependency.getOriginClass()))
                .map(dependency ->
                        topLevel(dependency.getOriginClass()) + " -> " + topLevel(dependency.getTargetClass()))
                .distinct()
                .toList();

        assertThat(upwards).as("a layer knows itself and those below it").isEmpty();
    }

    /** Nested types belong to the class around them. */
    @Test
    void letsOneClassWriteEachField() {
        List<String> foreign = classes.stream()
                .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.SET)
                .filter(access -> !topLevel(access.getTargetOwner()).equals(topLevel(access.getOriginOwner())))
                .map(JavaFieldAccess::getDescription)
                .toList();

        assertThat(foreign)
                .as("a field that changes has one class that writes it")
                .isEmpty();
    }

    @Test
    void keepsTheBookkeepingApartFromThreadsClocksAndChance() {
        noClasses()
                .that(new DescribedPredicate<>("are of the bookkeeping or below") {
                    @Override
                    public boolean test(JavaClass type) {
                        return layer(type) < 3
                                && !Set.of("RootVisit", "AppendedList").contains(topLevel(type));
                    }
                })
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, java.util.Random.class)
                .because("runs are to be stored and taken up again, or spread over machines")
                .check(classes);
        assertThat(classes.stream()
                        .filter(type -> layer(type) == 2)
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith("java.util.concurrent"))
                        .map(dependency -> topLevel(dependency.getOriginClass()) + " -> "
                                + dependency.getTargetClass().getSimpleName())
                        .distinct())
                .containsExactlyInAnyOrder("RootVisit -> ThreadLocalRandom", "VisitState -> ConcurrentHashMap");
    }

    @Test
    void letsProxiesStandForNodes() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .areAssignableTo(BaseNode.class)
                .and()
                .arePublic()
                .should()
                .beFinal()
                .because("a final method of a class-based proxy runs on the proxy, whose fields are empty")
                .check(classes);
    }
}
