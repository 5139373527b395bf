package dev.millrace.systemtests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.SchemaSettings;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Profile confluent, without Confluent's repository: that the poms then name the official artifact
 * and nothing else, and that what we say to the serializer is what the official one understands.
 */
class ConfluentProfileTest {

    private static final String GROUP = "${confluent-avro.groupId}";
    private static final String ARTIFACT = "${confluent-avro.artifactId}";
    private static final String VERSION = "${confluent-avro.version}";

    private final XPath xpath = XPathFactory.newInstance().newXPath();

    @Test
    void theProfilePutsTheOfficialArtifactInThePlaceOfOurs() throws Exception {
        Document root = pom("pom.xml");

        assertThat(property(root, "/project", "groupId")).isEqualTo("dev.millrace");
        assertThat(property(root, "/project", "artifactId")).isEqualTo("confluent-avro");
        String profile = "/project/profiles/profile[id='confluent']";
        assertThat(property(root, profile, "groupId")).isEqualTo("io.confluent");
        assertThat(property(root, profile, "artifactId")).isEqualTo("kafka-avro-serializer");
        assertThat(property(root, profile, "version")).isEqualTo("7.9.5");
        assertThat(
                        elements(root, "/project/dependencyManagement/dependencies/dependency")
                                .filter(dependency -> text(dependency, "groupId").equals(GROUP)))
                .singleElement()
                .satisfies(
                        managed -> {
                            assertThat(text(managed, "artifactId")).isEqualTo(ARTIFACT);
                            assertThat(text(managed, "version")).isEqualTo(VERSION);
                        });
    }

    @Test
    void noModuleNamesOneOfTheTwoItself() throws Exception {
        Set<String> users = new HashSet<>();
        for (String module : modules()) {
            elements(pom(module + "/pom.xml"), "//dependencies/dependency")
                    .forEach(
                            dependency -> {
                                String group = text(dependency, "groupId");
                                String artifact = text(dependency, "artifactId");
                                assertThat(group).as(module).isNotEqualTo("io.confluent");
                                assertThat(artifact).as(module).isNotEqualTo("confluent-avro");
                                if (group.equals(GROUP)) {
                                    assertThat(artifact).as(module).isEqualTo(ARTIFACT);
                                    users.add(module);
                                }
                            });
        }
        assertThat(users)
                .contains(
                        "infra/event-runtime", "stream-processors", "llm-executor", "result-sink");
    }

    @Test
    void confluentsRepositoryIsAskedInTheProfileOnly() throws Exception {
        List<Element> repositories = elements(pom("pom.xml"), "//repository").toList();

        assertThat(repositories)
                .singleElement()
                .satisfies(
                        repository -> {
                            assertThat(text(repository, "url"))
                                    .isEqualTo("https://packages.confluent.io/maven/");
                            assertThat(
                                            text(
                                                    (Element)
                                                            repository
                                                                    .getParentNode()
                                                                    .getParentNode(),
                                                    "id"))
                                    .isEqualTo("confluent");
                        });
    }

    @Test
    void theSerializersAreNamedAsTheOfficialOnesAre() throws Exception {
        SchemaSettings settings = SchemaSettings.of("http://127.0.0.1:1", Path.of("unused"));

        for (String name : List.of(settings.serializer(), settings.deserializer())) {
            assertThat(name).startsWith("io.confluent.kafka.serializers.KafkaAvro");
            assertThat(Class.forName(name).getConstructor(SchemaRegistryClient.class)).isNotNull();
        }
    }

    @Test
    void whatWeConfigureIsWhatTheyKnow() {
        Map<String, String> url = Map.of("schema.registry.url", "http://127.0.0.1:1");

        assertThat(new KafkaAvroSerializerConfig(url).values())
                .containsKeys(
                        "schema.registry.url",
                        "auto.register.schemas",
                        "avro.remove.java.properties",
                        "max.retries");
        assertThat(new KafkaAvroDeserializerConfig(url).values())
                .containsKeys("schema.registry.url", "specific.avro.reader");
    }

    private List<String> modules() throws Exception {
        return elements(pom("pom.xml"), "//modules/module").map(Element::getTextContent).toList();
    }

    private static Document pom(String file) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(Checkout.ROOT.resolve(file).toFile());
    }

    private String property(Document pom, String where, String name)
            throws XPathExpressionException {
        return xpath.evaluate(where + "/properties/confluent-avro." + name, pom);
    }

    private Stream<Element> elements(Document pom, String path) throws XPathExpressionException {
        NodeList nodes = (NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
    }

    private static String text(Element element, String child) {
        NodeList children = element.getElementsByTagName(child);
        return children.getLength() == 0 ? "" : children.item(0).getTextContent();
    }
}
