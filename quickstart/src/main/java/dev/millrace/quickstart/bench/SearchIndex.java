package dev.millrace.quickstart.bench;

/** The index of results in Elasticsearch. */
final class SearchIndex {

    private final LocalHttp http;
    private final String address;

    SearchIndex(LocalHttp http, String elasticsearchUrl) {
        this.http = http;
        this.address = elasticsearchUrl + "/agents-results";
    }

    /** How many results a search finds at this moment. */
    long count() throws InterruptedException {
        http.post(address + "/_refresh", "");
        return http.get(address + "/_count").path("count").asLong(0);
    }

    /** Whether the result of a task is there, searchable or not yet. */
    boolean has(String task) throws InterruptedException {
        return http.status(address + "/_doc/" + task + "?_source=false") == 200;
    }
}
