package dev.millrace.agents;

import java.math.BigInteger;

/**
 * What a model costs, in micro-USD for a million tokens.
 *
 * @param inputMicroUsd tokens read
 * @param cachedInputMicroUsd tokens read that the provider had cached
 * @param outputMicroUsd tokens written
 */
public record Price(long inputMicroUsd, long cachedInputMicroUsd, long outputMicroUsd) {

    /** Costs nothing. */
    public static final Price FREE = new Price(0, 0, 0);

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigInteger HALF = BigInteger.valueOf(500_000);

    public Price {
        if (inputMicroUsd < 0 || cachedInputMicroUsd < 0 || outputMicroUsd < 0) {
            throw new IllegalArgumentException("a price is at least 0");
        }
    }

    /**
     * What a call costs, in micro-USD: exact, and only the sum is rounded, half up.
     *
     * @param inputTokens tokens read, cached ones included
     * @param cachedInputTokens those of them that the provider had cached
     * @param outputTokens tokens written
     */
    public long costMicroUsd(long inputTokens, long cachedInputTokens, long outputTokens) {
        if (inputTokens < 0 || cachedInputTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException("tokens are at least 0");
        }
        // A provider that counts cached tokens apart must not make the rest negative.
        long cached = Math.min(cachedInputTokens, inputTokens);
        BigInteger sum =
                product(inputTokens - cached, inputMicroUsd)
                        .add(product(cached, cachedInputMicroUsd))
                        .add(product(outputTokens, outputMicroUsd));
        return sum.add(HALF).divide(MILLION).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    private static BigInteger product(long tokens, long microUsdForAMillion) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(microUsdForAMillion));
    }
}
