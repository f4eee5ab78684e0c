/**
 * The npm package that is built: its version, and where it is published.
 *
 * The nearest package.json upwards, within the repository, that has a name or a version: files with neither only
 * set the module type of their folder. PACKAGE_URI is a package URL (github.com/package-url/purl-spec, type npm).
 * Only packages that are published to everyone have one: not with `private`, nor with restricted access.
 */
import type { Dict } from '@chalkmark/mark'
import { inside } from '../disk/paths.js'
import { reasonOf } from '../error.js'
import { type Remote, registryAddress } from '../redact/index.js'
import { ancestors } from './ancestors.js'
import type { Collector } from './collector.js'
import type { Host } from './host.js'

interface Manifest {
  name?: unknown
  version?: unknown
  private?: unknown
  publishConfig?: { access?: unknown; registry?: unknown }
}

export const packageJson: Collector = {
  name: 'package',
  about: 'package',
  keys: ['ARTIFACT_VERSION', 'PACKAGE_URI'],
  collect(host, { root }) {
    const manifest = nearestManifest(host, root)
    const version = textOf(manifest?.version)
    const keys: Dict = version ? { ARTIFACT_VERSION: version } : {}
    const uri = manifest && packageUrl(manifest)
    if (!uri) return { keys }
    if ('leftOut' in uri)
      return {
        keys,
        errors: [
          `the address of the registry in publishConfig of package.json, and with it PACKAGE_URI, is left out, as ${uri.leftOut}`,
        ],
      }
    return { keys: { ...keys, PACKAGE_URI: uri.address } }
  },
}

function nearestManifest(host: Host, root: string): Manifest | undefined {
  for (const folder of ancestors(host, root)) {
    const path = inside(folder, 'package.json')
    if (!host.isOfSameHands(path, root)) continue
    const manifest = readManifest(host, path)
    if (manifest && (textOf(manifest.name) || textOf(manifest.version))) return manifest
  }
  return undefined
}

function readManifest(host: Host, path: string): Manifest | undefined {
  const content = host.readFile(path)
  if (!content) return undefined
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(content))
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined
  } catch (error) {
    throw new Error(`${path} is no JSON: ${reasonOf(error)}`)
  }
}

/**
 * `pkg:npm/%40scope/name@1.2.3`, with `?repository_url=…` where the package goes to another registry than npm's own.
 * @returns undefined for a package that is not public.
 */
export function packageUrl(manifest: Manifest): Remote | undefined {
  const { publishConfig } = manifest
  const name = textOf(manifest.name)
  if (!name || (manifest.private && manifest.private !== 'false') || publishConfig?.access === 'restricted')
    return undefined
  // npm: "namespace and name must be lowercased"; the slash between them separates.
  const path = name.toLowerCase().split('/').map(encode).join('/')
  const version = textOf(manifest.version)
  const registry = textOf(publishConfig?.registry)
  const at = version ? `@${encode(version)}` : ''
  if (!registry) return { address: `pkg:npm/${path}${at}` }
  const told = registryAddress(registry)
  return 'leftOut' in told ? told : { address: `pkg:npm/${path}${at}?repository_url=${encode(told.address)}` }
}

/** Percent-encoding of the purl specification: everything but letters, digits and `.-_~:`. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':')
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined
}
