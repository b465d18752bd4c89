package io.brainyflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
                        "BaseNode",
                        "BrainyFlowException",
                        "BranchesFailedException",
                        "ExecutionTree",
                        "ExecutionTree$Entry",
                        "Flow",
                        "FlowBuilder",
                        "FlowCancelledException",
                        "FlowGraph",
                        "FlowGraph$Edge",
                        "FlowGraph$End",
                        "FlowListener",
                        "FlowOptions",
                        "FlowRun",
                        "FlowRun$Status",
                        "FlowRuntime",
                        "FlowRuntime$Builder",
                        "FlowSetup",
                        "Memory",
                        "MemoryKey",
                        "Node",
                        "Node$Exec",
                        "Node$Post",
                        "Node$Prep",
                        "Node$Work",
                        "NodeException",
                        "NodeInterceptor",
                        "OnConflict",
                        "OnFailure",
                        "OnUnmatched",
                        "ParallelFlow",
                        "RetryPolicy",
                        "RunOptions",
                        "Signals",
                        "Step",
                        "Trigger",
                        "Visit",
                        "Visit$Part",
                        "VisitLimitException",
                        "VisitResult",
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

    @Test
    void keepsTheBookkeepingApartFromThreadsClocksAndChance() {
        noClasses()
                .that()
                .haveSimpleNameStartingWith("Traversal")
                .or()
                .haveSimpleName("Frame")
                .or()
                .haveSimpleName("Completion")
                .or()
                .haveSimpleName("Joins")
                .or()
                .haveSimpleName("TreeOrder")
                .or()
                .haveSimpleName("Trail")
                .or()
                .haveSimpleName("Conflicts")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, System.class, java.util.Random.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time..", "java.util.concurrent..")
                .because("runs are to be stored and taken up again, or spread over machines")
                .check(classes);
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
