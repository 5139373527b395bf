package dev.millrace.gateway.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a caller would like to wait (RFC 7240): what cannot be read is as good as not there. */
final class PreferWait {

    private static final Pattern WAIT =
            Pattern.compile(
                    "\\s*wait\\s*=\\s*(\"?)(\\d{1,9})\\1\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME =
            Pattern.compile("\\s*wait\\s*(?:[=;].*)?", Pattern.CASE_INSENSITIVE);
    private static final int SECONDS = 2;

    private PreferWait() {}

    /** The wait that the headers ask for, at most the longest. */
    static Optional<Duration> of(List<String> headers, Duration longest) {
        for (String header : headers) {
            for (String preference : header.split(",")) {
                if (NAME.matcher(preference).matches()) {
                    // Of a preference that is there twice only the first counts.
                    return seconds(preference)
                            .map(wait -> wait.compareTo(longest) > 0 ? longest : wait);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> seconds(String preference) {
        Matcher matcher = WAIT.matcher(preference);
        return matcher.matches()
                ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(SECONDS))))
                : Optional.empty();
    }
}
