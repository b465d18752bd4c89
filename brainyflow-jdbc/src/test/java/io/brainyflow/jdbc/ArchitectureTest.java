package io.brainyflow.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.brainyflow.jdbc");

    @Test
    void hasThePublicTypesThatSpringNeedsAndNoOthers() {
        assertThat(classes.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .sorted())
                .containsExactly(
                        "CompatibilityEndpoint",
                        "CompatibilityEndpointAutoConfiguration",
                        "JdbcRunsAutoConfiguration",
                        "JdbcRunsProperties",
                        "RunHealthAutoConfiguration");
    }

    @Test
    void interruptsNoThreadThatMayBeInTheMiddleOfAWrite() {
        noClasses()
                .should()
                .callMethod(ExecutorService.class, "shutdownNow")
                .orShould()
                .callMethod(ScheduledExecutorService.class, "shutdownNow")
                .orShould()
                .callMethod(Thread.class, "interrupt")
                .because("that closes an H2 database, and PostgreSQL's socket")
                .check(new ClassFileImporter()
                        .importClasses(Lane.class, OwnedRuns.class, Housekeeping.class, Owner.class));
    }
}
