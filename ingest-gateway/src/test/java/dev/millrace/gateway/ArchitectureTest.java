package dev.millrace.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.millrace.gateway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_TECHNOLOGY =
            noClasses()
                    .that()
                    .resideInAPackage("..submission..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..",
                            "org.apache..",
                            "io.micrometer..",
                            "tools.jackson..",
                            "jakarta..",
                            "dev.millrace",
                            "dev.millrace.eventruntime..",
                            "dev.millrace.gateway.http..",
                            "dev.millrace.gateway.events..",
                            "dev.millrace.gateway.kafka..",
                            "dev.millrace.gateway.view..");

    @ArchTest
    static final ArchRule ADAPTERS_DO_NOT_KNOW_HTTP =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "..view..",
                            "..events..",
                            "..identity..",
                            "..audit..",
                            "..intake..",
                            "..streaming..",
                            "..limits..",
                            "..backlog..",
                            "..screening..",
                            "..agents..",
                            "..deadletters..",
                            "..gateway.kafka..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.millrace.gateway.http..",
                            "jakarta.servlet..",
                            "org.springframework.web..");

    @ArchTest
    static final ArchRule SERVICES_DO_NOT_KNOW_EACH_OTHER =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.millrace.streams..",
                            "dev.millrace.executor..",
                            "dev.millrace.sink..",
                            "dev.millrace.quickstart..",
                            "dev.millrace.devstack..");
}
