/** `_EXEC_DEPLOYMENT_ID`: the same for all processes of one deployment in a cluster, another for any other. */
import { type Dict, metadataHash, type Value } from '@chalkmark/mark'
import { redactValue } from '../redact/index.js'

/** The facts of a report that define a deployment, besides the mark and the command. */
const FACTS = {
  clusterId: '_K8S_CLUSTER_ID',
  namespace: '_K8S_POD_NAMESPACE',
  containerName: '_K8S_POD_CONTAINER_NAME',
  ports: '_K8S_CONTAINER_PORTS',
  envVars: '_K8S_CONTAINER_ENV_VAR_HASHES',
  volumeMounts: '_K8S_CONTAINER_VOLUME_MOUNT_HASHES',
} as const

/** The keys that have to be collected for it, whatever the report shows. */
export const OF_DEPLOYMENT: readonly string[] = Object.values(FACTS)

/**
 * Identifies the deployment that a process is a part of, as the reference program defines it: what runs, where, with which
 * command, ports, variables and mounted files. Pods that differ by name only give the same.
 * @param facts the host's facts: those that {@link OF_DEPLOYMENT} names.
 * @param metadataId METADATA_ID of the mark of what runs; undefined if it has none.
 * @param argv the command line that was started, with the program.
 * @returns SHA-256 in lower-case hex, of the fields as a mark's dicts are hashed; undefined outside of a cluster, or without a
 *   mark. What the cluster does not tell counts as null.
 */
export function deploymentId(
  facts: Dict,
  metadataId: Value | undefined,
  argv: readonly string[],
): string | undefined {
  if (typeof metadataId !== 'string' || facts[FACTS.namespace] === undefined) return undefined
  const ofCluster = Object.entries(FACTS).map(([field, key]) => [field, facts[key] ?? null] as const)
  // Below a key of its own, since METADATA_ID is not hashed where a mark has it.
  return metadataHash({
    deployment: { METADATA_ID: metadataId, argv: redactValue([...argv]), ...Object.fromEntries(ofCluster) },
  })
}
