/** The kinds of containers. */
import { CodecError } from '../error.js'
import type { ArchiveLimits } from '../formats/bomb.js'
import type { Candidate, Codec } from '../formats/format.js'
import type { Container, ContainerFormat } from './container.js'
import { zip } from './zip.js'

const containers: readonly ContainerFormat[] = [zip]

/** The kind of container whose artifacts a codec marks, if they are containers. */
export function containerOf(codec: Codec): ContainerFormat | undefined {
  return containers.find((container) => container.codec === codec)
}

/**
 * Opens a file as the container that it is by its bytes, whatever its name.
 * @throws CodecError `NO_CONTAINER` if it is none; as {@link ContainerFormat.open}.
 */
export function openContainer(candidate: Candidate, limits?: ArchiveLimits): Container {
  const format = containers.find(({ claims }) => claims(candidate.source))
  if (!format) throw new CodecError('NO_CONTAINER', 'it is no archive that can be looked into')
  return format.open(candidate, limits)
}
