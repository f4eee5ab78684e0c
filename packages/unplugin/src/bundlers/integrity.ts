/**
 * Digests that are computed behind us: from files that are written, or from what other plugins and servers read
 * when the bundler is done. No output holds them, so nothing seems pinned. But plugins say by their names and
 * options what they do: Next's `experimental.sri`, Symfony's `enableIntegrityHashes`, vite-plugin-manifest-sri.
 */

/** `SubresourceIntegrityPlugin`, `vite-plugin-sri3`, `HtmlSriPlugin`; and a plugin whose name does not say it. */
const NAME = /[Ii]ntegrity|(?<![A-Za-z])sri(?![a-z])|S(?:ri|RI)(?![a-z])|astro-shield/

/**
 * Whether one of the plugins computes digests of the output's files.
 * @param plugins as a bundler's options have them: lists in lists, and empty places.
 */
export function computesDigests(plugins: unknown): boolean {
  if (Array.isArray(plugins)) return plugins.some(computesDigests)
  if (typeof plugins !== 'object' || plugins === null) return false
  const { name, options, _args } = plugins as { name?: unknown; options?: unknown; _args?: unknown[] }
  const names = [name, plugins.constructor?.name]
  return (
    names.some((name) => typeof name === 'string' && NAME.test(name)) ||
    // rspack's own plugins keep their options in `_args`.
    [plugins, options, _args?.[0]].some(asksForIntegrity)
  )
}

/** `{ integrity: true }`, `{ integrityHashes: ['sha384'] }`, `{ sri: 'auto' }` */
function asksForIntegrity(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return false
  return Object.entries(options).some(
    ([key, value]) => /^integrity|^sri$/.test(key) && Boolean(value) && !isEmpty(value),
  )
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
