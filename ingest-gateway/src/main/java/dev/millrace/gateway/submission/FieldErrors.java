package dev.millrace.gateway.submission;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a request, at most one error a field and a bounded number in all. */
public final class FieldErrors {

    /** How errors call the request as a whole. */
    public static final String WHOLE = "$";

    static final int MAX_ERRORS = 100;
    private static final int MAX_FIELD_CHARS = 200;

    private final List<FieldError> errors = new ArrayList<>();
    private final Set<String> fields = new HashSet<>();

    /** Adds an error, unless the field already has one or there are enough. */
    public void add(String field, String message) {
        String name =
                field.length() <= MAX_FIELD_CHARS ? field : field.substring(0, MAX_FIELD_CHARS);
        if (errors.size() < MAX_ERRORS && fields.add(name)) {
            errors.add(new FieldError(name, message));
        }
    }

    /** Whether a field, as a whole, has an error. */
    public boolean has(String field) {
        return fields.contains(field);
    }

    /** Whether more errors would not be kept. */
    public boolean isFull() {
        return errors.size() >= MAX_ERRORS;
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<FieldError> asList() {
        return List.copyOf(errors);
    }
}
