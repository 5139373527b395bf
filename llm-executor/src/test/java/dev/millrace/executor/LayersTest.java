package dev.millrace.executor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.millrace.executor");

    @Test
    void whatIsDecidedKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.millrace.executor.work",
                        "dev.millrace.executor.progress",
                        "dev.millrace.executor.lanes")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "org.apache.kafka..",
                        "org.apache.avro..",
                        "dev.langchain4j..",
                        "dev.millrace")
                .check(classes);
    }

    @Test
    void theEngineKnowsNoModelAndTheModelsKnowNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("dev.millrace.executor.engine")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.millrace.executor.model..",
                        "dev.millrace.executor.embedding..",
                        "dev.langchain4j..",
                        "org.springframework..")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.millrace.executor.model..", "dev.millrace.executor.embedding..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.millrace.executor.engine", "org.apache.kafka..")
                .check(classes);
    }
}
