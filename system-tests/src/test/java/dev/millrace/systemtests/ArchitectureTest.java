package dev.millrace.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions between the modules. */
@AnalyzeClasses(packages = "dev.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] SERVICES = {
        "dev.millrace.gateway..",
        "dev.millrace.streams..",
        "dev.millrace.executor..",
        "dev.millrace.sink.."
    };
    private static final String[] TOOLS = {
        "dev.millrace.devstack..", "dev.millrace.simulatedllm..", "dev.millrace.quickstart.."
    };

    @ArchTest
    static final ArchRule servicesNeverDependOnEachOther =
            slices().matching("dev.millrace.(gateway|streams|executor|sink)..")
                    .should()
                    .notDependOnEachOther();

    @ArchTest
    static final ArchRule servicesDependOnNoTool =
            noClasses()
                    .that()
                    .resideInAnyPackage(SERVICES)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TOOLS);

    @ArchTest
    static final ArchRule theEventRuntimeDependsOnNoServiceAndNoTool =
            noClasses()
                    .that()
                    .resideInAPackage("dev.millrace.eventruntime..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(both());

    @ArchTest
    static final ArchRule theContractDependsOnNothingOfOurs =
            noClasses()
                    .that()
                    .resideInAPackage("dev.millrace.schemas..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.millrace.eventruntime..",
                            "dev.millrace.gateway..",
                            "dev.millrace.streams..",
                            "dev.millrace.executor..",
                            "dev.millrace.sink..",
                            "dev.millrace.devstack..",
                            "dev.millrace.simulatedllm..",
                            "dev.millrace.quickstart..",
                            "org.springframework..");

    @ArchTest
    static final ArchRule theServersDependOnNothingOfOurs =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.millrace.devstack..", "dev.millrace.simulatedllm..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.millrace.gateway..",
                            "dev.millrace.streams..",
                            "dev.millrace.executor..",
                            "dev.millrace.sink..",
                            "dev.millrace.quickstart..");

    @ArchTest
    static final ArchRule packagesAreNamedForTheirFunction =
            noClasses()
                    .should()
                    .resideInAnyPackage(
                            "..util..", "..common..", "..helper..", "..helpers..", "..impl..");

    private static String[] both() {
        String[] all = new String[SERVICES.length + TOOLS.length];
        System.arraycopy(SERVICES, 0, all, 0, SERVICES.length);
        System.arraycopy(TOOLS, 0, all, SERVICES.length, TOOLS.length);
        return all;
    }
}
