/** Holds the manifests of infra/k8s to what Kubernetes and the services know. */
package dev.millrace.systemtests.kubernetes;
