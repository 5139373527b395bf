package dev.millrace.sink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.millrace.sink",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule documentsKnowNoTechnology =
            noClasses()
                    .that()
                    .resideInAPackage("..document..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..",
                            "org.apache.kafka..",
                            "co.elastic..",
                            "dev.millrace.sink.index..",
                            "dev.millrace.sink.intake..");

    @ArchTest
    static final ArchRule kafkaAndElasticsearchDoNotKnowEachOther =
            noClasses()
                    .that()
                    .resideInAPackage("..intake..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("co.elastic..", "dev.millrace.sink.index..");

    @ArchTest
    static final ArchRule elasticsearchDoesNotKnowKafka =
            noClasses()
                    .that()
                    .resideInAPackage("..index..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "dev.millrace.sink.intake..");
}
