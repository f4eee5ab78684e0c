/** The kinds of containers. */
import { CodecError } from '../error.js'
import type { ArchiveLimits } from '../formats/bomb.js'
import type { Candidate, Codec } from '../formats/format.js'
import type { Container, ContainerFormat } from './container.js'
import { zip } from './zip.js'

const containers: readonly ContainerFormat[] = [zip]

/** The kind of container that this codec marks; undefined if its artifacts hold no files. */
export function containerOf(codec: Codec): ContainerFormat | undefined {
  return containers.find((container) => container.codec === codec)
}

/**
 * Opens a file as a container. Its bytes decide which kind it is, not its name.
 * @throws CodecError `NO_CONTAINER` if it is none, and whatever {@link ContainerFormat.open} throws.
 */
export function openContainer(candidate: Candidate, limits?: ArchiveLimits): Container {
  const format = containers.find(({ claims }) => claims(candidate.source))
  if (!format) throw new CodecError('NO_CONTAINER', 'it is no archive that can be looked into')
  return format.open(candidate, limits)
}
