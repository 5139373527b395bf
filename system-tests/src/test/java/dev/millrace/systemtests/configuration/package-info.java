/** Holds docs/operations/configuration.md to what the services read. */
package dev.millrace.systemtests.configuration;
