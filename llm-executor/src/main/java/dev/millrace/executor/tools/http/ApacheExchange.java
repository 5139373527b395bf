package dev.millrace.executor.tools.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends requests with Apache's client, which connects to the addresses that its resolver gives.
 *
 * <p>An interrupt of the calling virtual thread closes the connection. Connections are not used
 * again: each call looks its host up anew, and none fails because an idle connection had gone.
 */
final class ApacheExchange implements HttpExchange {

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(10);
    private static final int MAX_HEADERS = 200;
    private static final int MAX_HEADER_CHARS = 16 * 1024;

    private final CloseableHttpClient client;
    private final int maxBytes;

    ApacheExchange(
            DnsResolver resolver, SSLContext tls, Duration timeout, int maxBytes, int concurrency) {
        this.maxBytes = maxBytes;
        this.client =
                HttpClients.custom()
                        .setConnectionManager(connections(resolver, tls, timeout, concurrency))
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setConnectionRequestTimeout(Timeout.of(timeout))
                                        .setResponseTimeout(Timeout.of(timeout))
                                        .build())
                        .setConnectionReuseStrategy((_, _, _) -> false)
                        .setUserAgent("millrace")
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .build();
    }

    private static PoolingHttpClientConnectionManager connections(
            DnsResolver resolver, SSLContext tls, Duration timeout, int concurrency) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setMaxConnTotal(concurrency)
                .setMaxConnPerRoute(concurrency)
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(
                                        Http1Config.custom()
                                                .setMaxHeaderCount(MAX_HEADERS)
                                                .setMaxLineLength(MAX_HEADER_CHARS)
                                                .build())
                                .build())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT_TIMEOUT)
                                .setSocketTimeout(Timeout.of(timeout))
                                .build())
                .build();
    }

    @Override
    public Answer send(Request request) throws IOException {
        HttpUriRequestBase http = new HttpUriRequestBase(request.method(), request.url());
        request.headers().forEach(http::setHeader);
        if (request.bodyOrNull() != null) {
            http.setEntity(new StringEntity(request.bodyOrNull(), ContentType.APPLICATION_JSON));
        }
        // Closed at once and not drained: what is too large is not to be read to its end.
        ClassicHttpResponse response = client.executeOpen(routedHost(http), http, null);
        try {
            return answer(response);
        } finally {
            http.cancel();
            if (response instanceof ModalCloseable closeable) {
                closeable.close(CloseMode.IMMEDIATE);
            }
        }
    }

    private static HttpHost routedHost(HttpUriRequestBase request) throws IOException {
        try {
            return RoutingSupport.determineHost(request);
        } catch (HttpException e) {
            throw new IOException("no host to ask", e);
        }
    }

    private Answer answer(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = new byte[0];
        if (entity != null) {
            InputStream content = entity.getContent();
            body = content == null ? body : content.readNBytes(maxBytes + 1);
        }
        boolean isCut = body.length > maxBytes;
        return new Answer(
                response.getCode(),
                headers(response.getHeaders()),
                ByteBuffer.wrap(body, 0, Math.min(body.length, maxBytes)).asReadOnlyBuffer(),
                isCut);
    }

    private static HttpHeaders headers(Header[] headers) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : headers) {
            byName.computeIfAbsent(
                            header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(String.valueOf(header.getValue()));
        }
        return HttpHeaders.of(byName, (_, _) -> true);
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
