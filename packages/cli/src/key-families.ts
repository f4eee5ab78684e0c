/** What the families of keys are called, for readers. */
import type { Family } from '@chalkmark/core'

/** The heading of each family. */
export const TITLES: Readonly<Record<Family, string>> = {
  mark: 'The mark',
  artifact: 'The artifact',
  git: 'Version control',
  build: 'The CI run',
  tool: 'Other tools and the caller',
  operation: 'The operation',
  host: 'The machine and its network',
  process: 'A process',
  docker: 'Docker',
  image: 'Images',
  container: 'Containers',
  cloud: 'Clouds',
  aws: 'Amazon EC2',
  kubernetes: 'Kubernetes',
  certificate: 'X.509 certificates',
  chalk: "The reference program's own mark",
}
