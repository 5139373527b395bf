package dev.millrace.simulatedllm;

import java.util.random.RandomGenerator;

/**
 * How often calls go wrong: shares of all calls from 0 to 1, together at most 1.
 *
 * @param rateLimited share answered with status 429
 * @param serverError share answered with status 500
 * @param hang share never answered
 * @param malformed share answered with broken JSON
 * @param cut share whose connection closes in the middle of the body
 */
public record FaultRates(
        double rateLimited, double serverError, double hang, double malformed, double cut) {

    /** Every call is answered. */
    public static final FaultRates NONE = new FaultRates(0, 0, 0, 0, 0);

    public FaultRates {
        requireShare("rate-429", rateLimited);
        requireShare("rate-500", serverError);
        requireShare("rate-hang", hang);
        requireShare("rate-malformed", malformed);
        requireShare("rate-cut", cut);
        double sum = rateLimited + serverError + hang + malformed + cut;
        // A little more than 1, so that ten tenths are not refused for rounding.
        if (sum > 1.000_000_1) {
            throw new InvalidSetting(
                    "rate-*", "the rates add up to " + sum + "; together they may be at most 1.");
        }
    }

    Fault pick(RandomGenerator random) {
        double drawn = random.nextDouble();
        double edge = rateLimited;
        if (drawn < edge) {
            return Fault.RATE_LIMITED;
        }
        if (drawn < (edge += serverError)) {
            return Fault.SERVER_ERROR;
        }
        if (drawn < (edge += hang)) {
            return Fault.HANG;
        }
        if (drawn < (edge += malformed)) {
            return Fault.MALFORMED;
        }
        return drawn < edge + cut ? Fault.CUT : Fault.NONE;
    }

    private static void requireShare(String field, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new InvalidSetting(
                    field, rate + " is not a share of the calls; write a number from 0 to 1.");
        }
    }
}
