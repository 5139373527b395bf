package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;

class SchemaConventionsTest {

    private final Map<String, Schema> named = new LinkedHashMap<>();

    SchemaConventionsTest() {
        Topics.all().forEach(topic -> collect(topic.schema()));
    }

    @Test
    void everyRecordEnumAndFieldSaysWhatItIs() {
        List<String> undocumented = new ArrayList<>();
        named.forEach(
                (name, schema) -> {
                    if (isBlank(schema.getDoc())) {
                        undocumented.add(name);
                    }
                });
        undocumented.addAll(fields(field -> isBlank(field.doc())));

        assertThat(undocumented).isEmpty();
    }

    @Test
    void anUnknownEnumSymbolReadsAsADefault() {
        assertThat(named.values())
                .filteredOn(schema -> schema.getType() == Schema.Type.ENUM)
                .isNotEmpty()
                .allSatisfy(schema -> assertThat(schema.getEnumDefault()).isNotNull());
    }

    @Test
    void timesAreMillisecondsSinceTheEpoch() {
        assertThat(
                        fields(
                                field ->
                                        isTimeByName(field.name())
                                                && !LogicalTypes.timestampMillis()
                                                        .equals(value(field).getLogicalType())))
                .isEmpty();
    }

    @Test
    void moneyIsAWholeNumberOfMicroUsd() {
        assertThat(
                        fields(
                                field ->
                                        field.name().toLowerCase(Locale.ROOT).contains("cost")
                                                && !(field.name().endsWith("MicroUsd")
                                                        && value(field).getType()
                                                                == Schema.Type.LONG)))
                .isEmpty();
    }

    @Test
    void aRequestNeedsNothingButItsPrompt() {
        assertThat(Topics.TASKS_REQUESTED.schema().getFields())
                .filteredOn(field -> !field.hasDefaultValue())
                .extracting(Field::name)
                .containsExactly("prompt");
    }

    /**
     * Apicurio takes the quotes away to learn what it is given, and then it is no schema any more.
     */
    @Test
    void noDefaultIsATextOfTwoBraces() {
        assertThat(Topics.all())
                .allSatisfy(
                        topic -> assertThat(topic.schema().toString()).doesNotContain(":\"{}\""));
    }

    @Test
    void everythingLivesInOneNamespace() {
        assertThat(named.values())
                .allSatisfy(schema -> assertThat(schema.getNamespace()).isEqualTo("dev.millrace"));
    }

    private List<String> fields(Predicate<Field> predicate) {
        return named.values().stream()
                .filter(schema -> schema.getType() == Schema.Type.RECORD)
                .flatMap(
                        schema ->
                                schema.getFields().stream()
                                        .filter(predicate)
                                        .map(field -> schema.getName() + "." + field.name()))
                .toList();
    }

    private static boolean isTimeByName(String name) {
        return name.equals("at") || name.endsWith("At") || name.equals("deadline");
    }

    /** What a field holds when it is there. */
    private static Schema value(Field field) {
        return field.schema().isUnion()
                ? field.schema().getTypes().stream()
                        .filter(schema -> schema.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : field.schema();
    }

    private void collect(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                if (named.put(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema()));
                }
            }
            case ENUM -> named.put(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType());
            case MAP -> collect(schema.getValueType());
            case UNION -> schema.getTypes().forEach(this::collect);
            default -> {
                // Primitives have no name and no documentation of their own.
            }
        }
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
