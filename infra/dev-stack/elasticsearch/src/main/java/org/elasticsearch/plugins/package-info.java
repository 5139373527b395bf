/**
 * Lies in Elasticsearch's own package because it builds on that package's private API. Not
 * NullMarked: that would speak for Elasticsearch's classes too.
 */
package org.elasticsearch.plugins;
