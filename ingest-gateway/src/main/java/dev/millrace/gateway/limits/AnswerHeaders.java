package dev.millrace.gateway.limits;

/** The headers of the answer that the present request will get, whatever it turns out to be. */
public interface AnswerHeaders {

    /** Sets a header. */
    void set(String name, String value);
}
