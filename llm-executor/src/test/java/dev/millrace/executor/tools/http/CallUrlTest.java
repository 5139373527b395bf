package dev.millrace.executor.tools.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CallUrlTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Paris | Paris",
                "São Paulo | S%C3%A3o%20Paulo",
                "a/b | a%2Fb",
                "a?b=c | a%3Fb%3Dc",
                "a#b | a%23b",
                "a@evil.example | a%40evil.example",
                "%2e%2e | %252e%252e",
                "a&b;c | a%26b%3Bc",
                "v1.2 | v1.2",
                "a:8080 | a%3A8080",
                "x\\y | x%5Cy"
            })
    void aPathParameterStaysWithinItsPart(String value, String encoded) {
        assertThat(url("https://api.example.org/v1/{p}/info", "{\"p\": " + json(value) + "}"))
                .isEqualTo("https://api.example.org/v1/" + encoded + "/info");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "../admin",
                "a/../../b",
                "a/..",
                "..\\admin",
                "./x",
                "",
                "a\u0000b",
                "a\nb"
            })
    void aPathParameterCannotClimb(String value) {
        assertThatThrownBy(
                        () ->
                                url(
                                        "https://api.example.org/v1/{p}/info",
                                        "{\"p\": " + json(value) + "}"))
                .isInstanceOf(UnfitArgumentException.class);
    }

    @Test
    void valuesSideBySideCannotClimbEither() {
        assertThatThrownBy(
                        () ->
                                url(
                                        "https://api.example.org/{a}{b}",
                                        "{\"a\": \"v.\", \"b\": \"..\"}"))
                .isInstanceOf(UnfitArgumentException.class);
        assertThatThrownBy(() -> url("https://api.example.org/.{a}/x", "{\"a\": \".\"}"))
                .isInstanceOf(UnfitArgumentException.class);
    }

    @Test
    void theRestGoesIntoTheQuery() {
        assertThat(
                        url(
                                "https://api.example.org/find?lang={lang}",
                                """
                                {"lang": "de&admin=1", "q": "a b+c", "n": 3, "deep": true,
                                 "tags": ["x", "y=z"], "none": null, "where": {"a": 1}}"""))
                .isEqualTo(
                        "https://api.example.org/find?lang=de%26admin%3D1&q=a%20b%2Bc&n=3&deep=true"
                                + "&tags=x&tags=y%3Dz&where=%7B%22a%22%3A1%7D");
    }

    @Test
    void withoutParametersThereIsNoQuery() {
        assertThat(url("https://api.example.org/all", "{}"))
                .isEqualTo("https://api.example.org/all");
    }

    @Test
    void aMissingParameterIsNamed() {
        assertThatThrownBy(() -> url("https://api.example.org/{city}", "{}"))
                .hasMessage("city is missing");
    }

    @Test
    void aUrlOfAbsurdLengthIsRefused() {
        assertThatThrownBy(
                        () ->
                                url(
                                        "https://api.example.org/x",
                                        "{\"q\": \"" + "a".repeat(9_000) + "\"}"))
                .isInstanceOf(UnfitArgumentException.class);
    }

    private static String url(String template, String arguments) {
        return new CallUrl(template).of((ObjectNode) JSON.readTree(arguments), true).toString();
    }

    private static String json(String value) {
        return JSON.writeValueAsString(value);
    }
}
