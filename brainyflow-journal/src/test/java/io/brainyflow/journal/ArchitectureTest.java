package io.brainyflow.journal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("io.brainyflow.journal");

    @Test
    void hasThesePublicTypesAndNoOthers() {
        assertThat(classes.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .sorted())
                .containsExactly(
                        "EntryCipher",
                        "EntryCodec",
                        "NotStorableException",
                        "StorableTypes",
                        "StoredEntry",
                        "UnreadableEntryException");
    }

    @Test
    void needsTheCoreAndJacksonsStreamsAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.brainyflow",
                        "io.brainyflow.journal",
                        "tools.jackson.core..",
                        "java..",
                        "org.jspecify.annotations")
                .because("no class of an application is mapped to JSON by anything but the codec")
                .check(classes);
    }
}
