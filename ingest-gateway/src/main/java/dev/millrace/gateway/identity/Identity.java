package dev.millrace.gateway.identity;

import java.util.Set;

/**
 * Who calls.
 *
 * @param tenantId who pays, and whose tasks the caller sees
 * @param userId the person or system that calls
 * @param roles what the caller may do
 */
public record Identity(String tenantId, String userId, Set<String> roles) {}
