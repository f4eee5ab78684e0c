/** Kubernetes: the cluster and the pod that a program was started in. */
export const kubernetes: Readonly<Record<string, string>> = {
  _EXEC_DEPLOYMENT_ID:
    'SHA-256 over what defines a deployment: the mark, cluster, namespace, container, command line, ports, environment and mounted files. Equal for all pods of one roll-out.',
  _K8S_CLUSTER_ID: 'Identifier of the cluster that stays when it is renamed.',
  _K8S_CLUSTER_NAME: 'Name of the cluster that the pod runs in.',
  _K8S_CLUSTER_ENDPOINT: "Address of the cluster's API server.",
  _K8S_CLUSTER_CLOUD_METADATA: 'What the cloud provider tells of the cluster.',
  _K8S_POD_NAMESPACE: 'Namespace of the pod in its cluster.',
  _K8S_POD_NAME: 'Name of the pod, one for each replica.',
  _K8S_POD_LABELS: 'Labels of the pod, by name.',
  _K8S_POD_ANNOTATIONS: 'Annotations of the pod, by name.',
  _K8S_POD_CONTAINER_NAME: 'Name of the container within its pod.',
  _K8S_POD_MANIFEST: 'The whole pod object as the API server holds it.',
  _K8S_CONTAINER_ENV_VAR_HASHES:
    'SHA-256 of each environment variable that the pod sets, by name. Variables that tell of the single pod are left out.',
  _K8S_CONTAINER_VOLUME_MOUNT_HASHES: 'SHA-256 of each file mounted from a ConfigMap or a Secret, by path.',
  _K8S_CONTAINER_PORTS: 'Ports that the container declares, as `8080/TCP`.',
}
