package dev.millrace.gateway.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes up requests that must be refused; the same seed makes up the same ones. */
final class HostileRequests {

    private static final String TASKS = "/v1/tasks";
    private static final int MIB = 1024 * 1024;
    private static final List<String> METHODS =
            List.of(
                    "TRACE",
                    "PROPFIND",
                    "get",
                    "DELETE",
                    "PUT",
                    "PATCH",
                    "BREW",
                    "A".repeat(300),
                    "G\u0001T",
                    "GE T",
                    "\u00e9",
                    "PRI",
                    "CONNECT");
    private static final List<String> IDS =
            List.of(
                    "%00",
                    "%2e%2e",
                    "%2F%2F",
                    "%5c..%5c",
                    "..;",
                    "%ff",
                    "%c0%af",
                    "%zz",
                    "%",
                    "%252e%252e%252f",
                    "a%0d%0aSet-Cookie:%20x=1",
                    "%E0%80%AF",
                    ";jsessionid=1",
                    "%27%20OR%201=1--",
                    "%24%7Bjndi:ldap://x%7D",
                    "%3Cscript%3E",
                    "-1",
                    "9".repeat(400),
                    "nope%20",
                    "\u00ff",
                    "{id}",
                    "a|b",
                    "a\\b",
                    "\"",
                    "^",
                    "`");
    private static final List<String> QUERIES =
            List.of(
                    "?%",
                    "?%zz=1",
                    "?a=%ff",
                    "?state=%00",
                    "?limit=99999999999999999999",
                    "?limit=-1",
                    "?limit=ten",
                    "?limit=1&limit=2",
                    "?x[]=1",
                    "?=",
                    "?&&&=",
                    "?a=%C0%80",
                    "?cursor=%7B%7D",
                    "?topic=../../etc",
                    "?since=yesterday",
                    "?\u00e9",
                    "?unknown=1",
                    "?;;;",
                    "?a=b=c=d&%=",
                    "?limit=0x10",
                    "?q={}|^");
    private static final List<String> NUMBERS =
            List.of(
                    "1e999999999",
                    "-1e999999999",
                    "1E-999999999",
                    "9".repeat(900),
                    "-0.0001",
                    "9".repeat(5_000),
                    "0x10",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "01",
                    "+1",
                    "1.",
                    ".5",
                    "1e",
                    "--1",
                    "1_000",
                    "0." + "0".repeat(2_000) + "1");
    private static final List<String> NOT_JSON =
            List.of(
                    "",
                    " ",
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "nul",
                    "tru",
                    "{]",
                    "[}",
                    "{\"prompt\"}",
                    "{\"prompt\":}",
                    "{\"prompt\":\"a\",}",
                    "{,}",
                    "{'prompt':'a'}",
                    "{prompt:\"a\"}",
                    "{\"prompt\":\"a\"}}",
                    "{\"prompt\":\"a\"}{\"prompt\":\"b\"}",
                    "<xml/>",
                    "// c\n{\"prompt\":\"a\"}",
                    "{\"prompt\":\"a\"/**/}",
                    "{\"prompt\":\"\\x\"}",
                    "{\"prompt\":\"\\u12\"}",
                    "{\"prompt\":\"a\nb\"}",
                    "{\"prompt\":\"\u0000\"}",
                    "{\"prompt\":\"a\",\"prompt\":\"b\"}",
                    "\uFEFF{\"prompt\":\"a\"",
                    "undefined",
                    "prompt=a",
                    "{\"prompt\":\"a\"",
                    "{\"prompt\":\"a",
                    "null",
                    "[]",
                    "1",
                    "\"a\"");
    private static final List<String> WRONG_FIELDS =
            List.of(
                    "\"tenantId\":\"other\"",
                    "\"tenant_id\":\"other\"",
                    "\"roles\":[\"admin\"]",
                    "\"__proto__\":{\"admin\":true}",
                    "\"constructor\":{}",
                    "\"userId\":\"root\"",
                    "\"id\":\"mine\"",
                    "\"createdAt\":0",
                    "\"\":1",
                    "\"@type\":\"java.lang.Runtime\"",
                    "\"$ref\":\"#\"",
                    "\"documents\":{}",
                    "\"documents\":[[[[]]]]",
                    "\"documents\":[{\"id\":1}]",
                    "\"metadata\":[1]",
                    "\"metadata\":{\"a\":{\"b\":1}}",
                    "\"priority\":\"root\"",
                    "\"priority\":0",
                    "\"deadline\":\"P999999999Y\"",
                    "\"deadline\":\"-PT1S\"",
                    "\"deadline\":1",
                    "\"agent\":\"../../etc/passwd\"",
                    "\"agent\":[]",
                    "\"sessionId\":{}",
                    "\"stream\":\"yes\"",
                    "\"maxCostUsd\":\"1\"",
                    "\"maxCostUsd\":true",
                    "\"PROMPT\":\"a\"",
                    "\"prompt\\u0000\":\"a\"");
    private static final List<String> CONTENT_TYPES =
            List.of(
                    "text/plain",
                    "text/xml",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "multipart/mixed",
                    "application/json; charset=utf-16",
                    "application/json; charset=\"",
                    "application/json; charset=nope",
                    ";;;",
                    "/",
                    "json",
                    "application/",
                    "a/b/c",
                    "application/json; =",
                    "*/*",
                    "application/*",
                    "application/x-java-serialized-object",
                    "application/json\u0000",
                    "image/png",
                    "application/json;" + "a".repeat(2_000));
    private static final List<String> ENCODINGS =
            List.of(
                    "gzip",
                    "deflate",
                    "br",
                    "zstd",
                    "x-gzip",
                    "gzip, gzip",
                    "nope",
                    "identity, gzip");
    private static final List<String> KEYS =
            List.of(
                    "",
                    "Bearer",
                    "Bearer ",
                    "Basic YTpi",
                    "Bearer \u00ff\u00fe",
                    "Bearer a.b.c",
                    "Bearer eyJhbGciOiJub25lIn0.e30.",
                    "Bearer " + "x".repeat(8_000),
                    "Digest a=b",
                    "bearer null",
                    "Bearer mr_live_x' OR '1'='1",
                    "Negotiate",
                    "Bearer a b c",
                    "\u0001");
    private static final List<String> ODD_HEADERS =
            List.of(
                    "Last-Event-ID: -1.-1",
                    "Last-Event-ID: 99999999999999999999.1",
                    "Last-Event-ID: \u00ff",
                    "Prefer: wait=99999999999999999999",
                    "Prefer: wait=-1",
                    "Prefer: wait=1;;;;,,,",
                    "Prefer: " + "wait=,".repeat(500),
                    "Idempotency-Key: " + "k".repeat(5_000),
                    "Idempotency-Key: \u00e9\u0080",
                    "Idempotency-Key:",
                    "X-Forwarded-For: ,,,,",
                    "X-Forwarded-For: 127.0.0.1, 999.999.999.999, unknown",
                    "X-Forwarded-For: ' OR 1=1",
                    "Forwarded: for=\"[::1",
                    "X-Forwarded-Host: evil",
                    "X-Forwarded-Proto: gopher",
                    "traceparent: 00-zz-zz-zz",
                    "traceparent: " + "0".repeat(3_000),
                    "X-Request-Id: a\tb",
                    "Range: bytes=0-,-1",
                    "If-Match: ***",
                    "Accept: ;q=nope",
                    "Accept: application/xml",
                    "Accept-Language: -",
                    "Accept-Charset: nope",
                    "Accept-Encoding: ;;",
                    "Upgrade: h2c",
                    "Upgrade: websocket",
                    "TE: trailers, x",
                    "Origin: null",
                    "Origin: http://evil",
                    "Referer: \u0080",
                    "Via: 1.1 \u00ff",
                    "X-HTTP-Method-Override: DELETE",
                    "Date: yesterday",
                    "Cookie: a=b; =; ;;\u00ff",
                    "Content-Location: //x",
                    "Keep-Alive: timeout=-1",
                    "Connection: close, X-API-Key",
                    "Transfer-Encoding: identity",
                    "Max-Forwards: -1",
                    "Host: a,b");

    private final Random random;
    private final List<String> gets;
    private final List<String> posts;

    /**
     * @param gets the paths with something to read, with names in braces
     * @param posts the paths that take a body, with names in braces
     */
    HostileRequests(long seed, List<String> gets, List<String> posts) {
        this.random = new Random(seed);
        this.gets = gets;
        this.posts = posts;
    }

    Attack next() {
        int dice = random.nextInt(1_000);
        if (dice < 4) {
            return oversized();
        }
        if (dice < 14) {
            return slow();
        }
        List<Supplier<Attack>> kinds =
                List.of(
                        this::brokenJson,
                        this::cutJson,
                        this::deepJson,
                        this::hugeNumber,
                        this::wrongField,
                        this::wrongEncoding,
                        this::wrongContentType,
                        this::hugeHeaders,
                        this::hugeTarget,
                        this::oddHeader,
                        this::badHeaderLine,
                        this::smuggled,
                        this::badChunks,
                        this::badPath,
                        this::badQuery,
                        this::badMethod,
                        this::badVersion,
                        this::badExpect,
                        this::badKey,
                        this::noise);
        return pick(kinds).get();
    }

    private Attack brokenJson() {
        return post(target(pick(posts))).json().body(pick(NOT_JSON) + " ,").attack("broken JSON");
    }

    private Attack cutJson() {
        String good =
                "{\"prompt\":\"Why? \u00fc\",\"documents\":[{\"id\":\"a\",\"text\":\"b\"}],\"metadata\":{\"k\":\"v\"}}";
        byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
        byte[] cut = new byte[random.nextInt(1, bytes.length)];
        System.arraycopy(bytes, 0, cut, 0, cut.length);
        for (int i = random.nextInt(3); i > 0; i--) {
            cut[random.nextInt(cut.length)] = (byte) random.nextInt(' ', 'z');
        }
        // One that opens and is never closed, whatever was changed.
        cut[0] = '{';
        return post(TASKS).json().body(withoutEnd(cut)).attack("cut JSON");
    }

    private static byte[] withoutEnd(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '}') {
                json[i] = '{';
            }
        }
        return json;
    }

    private Attack deepJson() {
        int depth = pick(List.of(33, 64, 500, 5_000, 100_000));
        String open = pick(List.of("[", "{\"a\":", "[{\"a\":", "[[], "));
        String value = open.repeat(depth);
        String body =
                random.nextBoolean() ? value : "{\"prompt\":\"a\",\"metadata\":" + value + "1";
        return post(target(pick(posts))).json().body(body).attack("deep JSON");
    }

    private Attack hugeNumber() {
        String field = pick(List.of("maxCostUsd", "deadline", "prompt", "limit", "priority"));
        String number = pick(NUMBERS);
        // A cost that is only very small is one, so it stands where no number belongs.
        String name = number.startsWith("0.") || number.contains("E-") ? "prompt" : field;
        return post(TASKS)
                .json()
                .body("{\"prompt\":\"a\",\"" + name + "\":" + number + "}")
                .attack("huge number");
    }

    private Attack wrongField() {
        return post(TASKS)
                .json()
                .body("{\"prompt\":\"a\"," + pick(WRONG_FIELDS) + "}")
                .attack("wrong field");
    }

    private Attack wrongEncoding() {
        String body = "{\"prompt\":\"Why? \u00fc\u4e2d\"}";
        byte[] bytes =
                switch (random.nextInt(6)) {
                    case 0 -> body.getBytes(StandardCharsets.UTF_16);
                    case 1 -> body.getBytes(StandardCharsets.UTF_16LE);
                    case 2 -> body.getBytes(StandardCharsets.ISO_8859_1);
                    case 3 -> bytes("{\"prompt\":\"", 0xC0, 0xAF, "\"}");
                    case 4 -> bytes("{\"prompt\":\"", 0xED, 0xA0, "\"}");
                    default -> bytes("{\"prompt\":\"", 0xF5, 0xFF, "\"}");
                };
        if (random.nextInt(3) == 0) {
            return post(target(pick(posts)))
                    .json()
                    .header("Content-Encoding", pick(ENCODINGS))
                    .body(body)
                    .attack("encoding");
        }
        return post(target(pick(posts))).json().body(bytes).attack("wrong encoding");
    }

    private Attack wrongContentType() {
        return post(target(pick(posts)))
                .header("Content-Type", pick(CONTENT_TYPES))
                .body("{\"prompt\":5}")
                .attack("content type");
    }

    private Attack hugeHeaders() {
        RawRequest request = new RawRequest("GET", target(pick(gets)) + "/none").withKey();
        switch (random.nextInt(4)) {
            case 0 -> repeat(request, random.nextInt(101, 400), "X-%d: a");
            case 1 -> request.header("X-Large", "a".repeat(random.nextInt(17_000, 90_000)));
            case 2 -> repeat(request, random.nextInt(20, 90), "X-%d: " + "b".repeat(900));
            default -> request.header("Cookie", "a=b; ".repeat(random.nextInt(60, 3_000)));
        }
        return request.attack("huge headers");
    }

    private static void repeat(RawRequest request, int count, String line) {
        for (int i = 0; i < count; i++) {
            request.line(line.formatted(i));
        }
    }

    private Attack hugeTarget() {
        String part = pick(List.of("a", "%41", "/a", "/../b", "&a=b"));
        String target = "/v1/none" + (part.startsWith("&") ? "?" : "/");
        return new RawRequest("GET", target + part.repeat(random.nextInt(3_000, 20_000)))
                .withKey()
                .attack("huge target");
    }

    private Attack oddHeader() {
        RawRequest request = new RawRequest("GET", target(pick(gets)) + "/none").withKey();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            request.line(pick(ODD_HEADERS));
        }
        return request.attack("odd header");
    }

    private Attack badHeaderLine() {
        return new RawRequest("GET", "/v1/tasks/none")
                .withKey()
                .line(
                        pick(
                                List.of(
                                        "NoColon",
                                        ": no name",
                                        "Space : a",
                                        " folded",
                                        "\tfolded",
                                        "X-Null: a\u0000b",
                                        "X-\u0001: a",
                                        "X-Bell: \u0007",
                                        "\u00e9: a",
                                        "X Y: a",
                                        "X-CR: a\rb",
                                        "(x): a",
                                        "X-Del: \u007f",
                                        "{}: a")))
                .attack("header line");
    }

    /** Whoever reads one of the lengths sees another request behind this one. */
    private Attack smuggled() {
        String second =
                "POST /v1/tasks HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
                        + HostileRequestsTest.KEY
                        + "\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"prompt\":\"a\"}";
        RawRequest request = post(TASKS).json().lengthTold();
        String lines =
                pick(
                        List.of(
                                "Content-Length: 5|Transfer-Encoding: chunked",
                                "Transfer-Encoding: chunked|Content-Length: 5",
                                "Content-Length: 5|Content-Length: 500",
                                "Content-Length: 5, 500",
                                "Content-Length: +5",
                                "Content-Length: -5",
                                "Content-Length: 0x5",
                                "Content-Length: 5 5",
                                "Content-Length: 99999999999999999999",
                                "Content-Length: five",
                                "Content-Length:",
                                "Content-Length: 5\u0000",
                                "Transfer-Encoding: xchunked",
                                "Transfer-Encoding: chunked, identity",
                                "Transfer-Encoding: gzip, chunked",
                                "Transfer-Encoding: \u000bchunked",
                                "Transfer-Encoding: chunked|Transfer-Encoding: cow",
                                "Transfer-Encoding : chunked",
                                "Transfer-Encoding:|\tchunked"));
        for (String line : lines.split("\\|")) {
            request.line(line);
        }
        return request.body("0\r\n\r\n" + second).attack("smuggled");
    }

    private Attack badChunks() {
        String chunks =
                pick(
                        List.of(
                                "zz\r\n{}\r\n0\r\n\r\n",
                                "-1\r\n{}\r\n0\r\n\r\n",
                                "ffffffffffffffff\r\n{}",
                                "1;" + "e".repeat(20_000) + "\r\n{\r\n0\r\n\r\n",
                                "2\r\n{}{}{}\r\n0\r\n\r\n",
                                "0x2\r\n{}\r\n0\r\n\r\n",
                                "\r\n\r\n",
                                "1\r\n{\r\n0\r\nTrailer: " + "t".repeat(20_000) + "\r\n\r\n",
                                "1 \r\n{\r\n0\r\n\r\n",
                                "1\n{\n0\n\n"));
        return post(TASKS)
                .json()
                .lengthTold()
                .header("Transfer-Encoding", "chunked")
                .body(chunks)
                .attack("bad chunks");
    }

    private Attack badPath() {
        String target =
                switch (random.nextInt(4)) {
                    case 0 -> "/v1/../v1/tasks/none/" + pick(IDS);
                    case 1 -> "//v1//tasks//" + pick(IDS) + "//none";
                    case 2 ->
                            pick(
                                    List.of(
                                            "/v1/tasks/..%2f..%2f..%2fetc/passwd",
                                            "/..",
                                            "/../../x",
                                            "/v1/%2e%2e/%2e%2e/none",
                                            "http://evil/v1/none",
                                            "http://[::1/v1/none",
                                            "v1/tasks",
                                            "*",
                                            "/v1\\tasks",
                                            "/v1/./none",
                                            "/%00",
                                            "/v1/tasks%00.json",
                                            "?",
                                            "/V1/TASKS/none",
                                            "/v1;a=b/tasks;c=d/none",
                                            "/none.json"));
                    default -> pick(gets).replaceAll("\\{\\w+}", "x") + "/" + pick(IDS);
                };
        return new RawRequest("GET", target).withKey().attack("path");
    }

    private Attack badQuery() {
        return new RawRequest("GET", "/v1/tasks/none" + pick(QUERIES)).withKey().attack("query");
    }

    private Attack badMethod() {
        return new RawRequest(pick(METHODS), target(TASKS + "/{id}/none"))
                .withKey()
                .attack("method");
    }

    private Attack badVersion() {
        String version =
                pick(
                        List.of(
                                "HTTP/2.0",
                                "HTTP/9.9",
                                "HTTP/1.10",
                                "http/1.1",
                                "HTTP/1",
                                "HTTP",
                                "HTTP/1.1 x",
                                "FTP/1.1",
                                "HTTP/-1.1",
                                "HTTP/1.1\u0000"));
        return new RawRequest("GET /v1/tasks/none " + version).withKey().attack("version");
    }

    private Attack badExpect() {
        return post(TASKS)
                .json()
                .header(
                        "Expect",
                        pick(
                                List.of(
                                        "100-continue",
                                        "200-ok",
                                        "",
                                        "a".repeat(3_000),
                                        "100-continue, x")))
                .body("{\"prompt\":5}")
                .attack("expect");
    }

    private Attack badKey() {
        RawRequest request =
                new RawRequest(random.nextBoolean() ? "GET" : "POST", target(pick(gets)))
                        .header("Host", "localhost")
                        .header("Authorization", pick(KEYS));
        return (random.nextBoolean() ? request.json().body("{\"prompt\":\"a\"}") : request)
                .attack("key");
    }

    private Attack noise() {
        byte[] bytes = new byte[random.nextInt(1, 2_000)];
        random.nextBytes(bytes);
        ByteArrayOutputStream noise = new ByteArrayOutputStream();
        // With a letter first: an empty line before a request is allowed.
        noise.write('x');
        noise.writeBytes(bytes);
        noise.writeBytes("\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return Attack.of("noise", noise.toByteArray(), 0);
    }

    private Attack oversized() {
        if (random.nextBoolean()) {
            return post(TASKS)
                    .json()
                    .lengthTold()
                    .header("Content-Length", Long.toString(random.nextLong(600L * MIB, 1L << 60)))
                    .body("{\"prompt\":\"")
                    .attack("oversized");
        }
        return post(TASKS)
                .json()
                .lengthTold()
                .header("Transfer-Encoding", "chunked")
                .attack("oversized", 9L * MIB);
    }

    /** Never sends the rest. */
    private Attack slow() {
        return post(TASKS)
                .json()
                .lengthTold()
                .header("Content-Length", Integer.toString(random.nextInt(50, 60_000)))
                .body("{\"prompt\":\"a")
                .attack("slow");
    }

    private static RawRequest post(String target) {
        return new RawRequest("POST", target).withKey();
    }

    private String target(String path) {
        return path.replaceAll("\\{\\w+}", "x" + random.nextInt(1_000));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] bytes(String before, int first, int second, String after) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        out.write(first);
        out.write(second);
        out.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
