/** ARTIFACT_TYPE of ZIP archives. */

/** Archives that always count as artifacts, by extension. */
export const COMMON: Record<string, string> = {
  zip: 'ZIP',
  jar: 'JAR',
  war: 'WAR',
  ear: 'EAR',
  pt: 'PyTorch checkpoint',
  pth: 'PyTorch checkpoint',
  keras: 'Keras model',
}

/** Archives that count if they are asked for. */
export const ON_REQUEST: Record<string, string> = {
  whl: 'Python wheel',
  vsix: 'VSIX',
  nupkg: 'NuGet package',
  apk: 'APK',
}

/** The types of ZIP archives, whose HASH is of a stream that is made from their contents. */
export const ZIP_TYPES: ReadonlySet<string> = new Set(
  [COMMON, ON_REQUEST].flatMap((types) => Object.values(types)),
)

/** What follows the last dot of a file's name, in small letters. */
export function extensionOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
}
