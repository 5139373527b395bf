package dev.millrace.gateway.http;

import dev.millrace.gateway.deadletters.LetterCursor;
import dev.millrace.gateway.deadletters.LetterFilter;
import dev.millrace.gateway.deadletters.LetterScope;
import dev.millrace.gateway.submission.FieldErrors;
import java.util.Map;
import java.util.Optional;

/** Which page of which dead letters a request asks for. */
record LetterQuery(LetterFilter filter, int limit, Optional<LetterCursor> cursor) {

    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;

    /**
     * Reads the parameters of a query.
     *
     * @throws ProblemException naming each that is wrong, unknown or there twice
     */
    static LetterQuery of(Map<String, String[]> parameters, LetterScope scope) {
        FieldErrors errors = new FieldErrors();
        LetterFilterFields fields = new LetterFilterFields(scope, errors);
        int limit = DEFAULT_LIMIT;
        Optional<LetterCursor> cursor = Optional.empty();
        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue()[0];
            if (parameter.getValue().length > 1) {
                errors.add(name, "must not be there twice");
            } else if (name.equals("status")) {
                fields.takeStatus(name, value);
            } else if (name.equals("limit")) {
                limit = limit(name, value, errors);
            } else if (name.equals("cursor")) {
                cursor = fields.cursor(name, value);
            } else if (!fields.take(name, value)) {
                errors.add(name, "is not a known parameter");
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new LetterQuery(fields.filter(), limit, cursor);
    }

    private static int limit(String name, String value, FieldErrors errors) {
        if (value.matches("\\d{1,4}")) {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        errors.add(name, "must be a whole number from 1 to " + MAX_LIMIT);
        return DEFAULT_LIMIT;
    }
}
