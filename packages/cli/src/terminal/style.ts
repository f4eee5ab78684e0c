/** Colours, where they help: on a terminal, and unless NO_COLOR says no (no-color.org). */
import { styleText } from 'node:util'

export type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold'

/** Styles `text` for `stream`. */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb' ? styleText(style, text) : text
}
