package dev.millrace.systemtests.deployment;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Our code touches only what Confluent's own artifacts and the shaded jar have in common: public
 * classes, and no method whose parameters or result were moved to another package by the shading.
 */
@AnalyzeClasses(packages = "dev.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ConfluentApiTest {

    private static final String REGISTRY = "io.confluent.kafka.schemaregistry.";

    /** In kafka-schema-registry-client, which kafka-avro-serializer brings. */
    private static final Set<String> PUBLIC =
            Set.of(
                    REGISTRY + "ParsedSchema",
                    REGISTRY + "avro.AvroSchema",
                    REGISTRY + "avro.AvroSchemaProvider",
                    REGISTRY + "avro.AvroSchemaUtils",
                    REGISTRY + "client.CachedSchemaRegistryClient",
                    REGISTRY + "client.MockSchemaRegistryClient",
                    REGISTRY + "client.SchemaRegistryClient",
                    REGISTRY + "client.rest.RestService",
                    REGISTRY + "client.rest.entities.requests.RegisterSchemaResponse",
                    REGISTRY + "client.rest.exceptions.RestClientException");

    @ArchTest
    static final ArchRule onlyPublicClassesAreUsed =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            describe(
                                    "are Confluent's and not of its public API",
                                    used ->
                                            used.getName().startsWith("io.confluent.")
                                                    && !PUBLIC.contains(used.getName())));

    @ArchTest
    static final ArchRule noRelocatedClassIsUsed =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.pinot..");

    @ArchTest
    static final ArchRule noCallNamesARelocatedClass =
            noClasses().should().callCodeUnitWhere(target(relocated()));

    private static DescribedPredicate<AccessTarget> relocated() {
        return describe(
                "has a relocated class in its signature",
                called ->
                        called instanceof AccessTarget.CodeUnitCallTarget unit
                                && Stream.concat(
                                                unit.getRawParameterTypes().stream(),
                                                Stream.of(unit.getRawReturnType()))
                                        .map(JavaClass::getName)
                                        .anyMatch(name -> name.startsWith("org.apache.pinot.")));
    }
}
