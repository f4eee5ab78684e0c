import { CodecError } from '../../../src/error.js'
import { text } from '../../../src/formats/text/index.js'
import { applied, artifactOf, hashOf, markFor } from '../artifacts.js'

/** The text with a mark, which is a short one unless `mark` is given. */
export async function marked(name: string, content: string | Buffer, mark?: Buffer): Promise<string> {
  const bytes = Buffer.from(content)
  const artifact = (await artifactOf(text, name, bytes))!
  return applied(bytes, await artifact.insert(mark ?? markFor(await hashOf(artifact, bytes)))).toString(
    'latin1',
  )
}

/** The text with `…` for the mark in it. */
export async function shape(name: string, content: string): Promise<string> {
  const out = Buffer.from(await marked(name, content), 'latin1')
  const { at, text: mark } = (await artifactOf(text, name, out))!.mark!
  return `${out.subarray(0, at)}…${out.subarray(at! + mark.length)}`
}

/** The code with which marking the text is refused, or `marked`. */
export async function outcome(name: string, content: string | Buffer): Promise<string> {
  try {
    await marked(name, content)
    return 'marked'
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    if (!/^[^\x00-\x1f]+$/.test(error.message)) throw new Error(`not one line: ${error.message}`)
    return error.code
  }
}
