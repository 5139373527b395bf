package dev.millrace.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server of tools that speaks the Model Context Protocol over its standard input and output; ends
 * when its input does.
 */
final class WeatherServer {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> WEATHER =
            Map.of("Berlin", "sunny, 21 degrees", "Oslo", "snow, -3 degrees");

    private final PrintStream out;

    private WeatherServer(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        WeatherServer server =
                new WeatherServer(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                server.handle(JSON.readTree(line));
            }
        }
    }

    private void handle(JsonNode request) {
        if (!request.has("id") || !request.has("method")) {
            // A notification, or an answer to nothing that was asked.
            return;
        }
        ObjectNode response = JSON.createObjectNode().put("jsonrpc", "2.0");
        response.set("id", request.get("id"));
        switch (request.get("method").asString()) {
            case "initialize" -> response.set("result", initialized(request.path("params")));
            case "tools/list" -> response.set("result", tools());
            case "tools/call" -> response.set("result", forecast(request.path("params")));
            case "ping" -> response.putObject("result");
            default ->
                    response.putObject("error")
                            .put("code", -32601)
                            .put("message", "no such method");
        }
        out.println(response);
    }

    private static JsonNode initialized(JsonNode parameters) {
        ObjectNode result = JSON.createObjectNode();
        result.put("protocolVersion", parameters.path("protocolVersion").asString("2025-06-18"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "weather").put("version", "1");
        return result;
    }

    private static JsonNode tools() {
        return JSON.readTree(
                """
                {"tools": [{"name": "forecast", "description": "The weather of a city.",
                  "inputSchema": {"type": "object", "properties": {"city": {"type": "string"}},
                    "required": ["city"], "additionalProperties": false}}]}
                """);
    }

    private static JsonNode forecast(JsonNode parameters) {
        String city = parameters.path("arguments").path("city").asString("");
        String weather = WEATHER.get(city);
        ObjectNode result = JSON.createObjectNode();
        result.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", weather == null ? "There is no weather in " + city + "." : weather);
        return result.put("isError", weather == null);
    }
}
