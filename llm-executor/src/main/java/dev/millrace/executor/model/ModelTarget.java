package dev.millrace.executor.model;

import dev.millrace.executor.guard.CallGuard;

/**
 * Whom a turn is given to.
 *
 * @param model what the provider calls the model
 */
record ModelTarget(ModelEndpoint endpoint, String model, CallGuard guard) {}
