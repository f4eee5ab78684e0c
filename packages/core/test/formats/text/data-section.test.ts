/** How programs with data behind their last line are read: without a string or an object for each of their lines. */
import { describe, expect, test, vi } from 'vitest'
import { dataSection, isDataUnsure, lastPart } from '../../../src/formats/text/data-section.js'
import { lineFinder } from '../../../src/formats/text/heredoc-ends.js'

const LINES = 10_000

/** How many strings are made of the program while `work` runs. */
function strings(program: Buffer, work: () => unknown): number {
  const spy = vi.spyOn(program, 'toString')
  work()
  return spy.mock.calls.length
}

describe('strings that are made of a program', () => {
  test.each([
    ['code', `${'a\n'.repeat(LINES)}__END__\n`],
    ['data', '__END__\n'.repeat(LINES)],
    ['blank lines', `${'\n'.repeat(LINES)}__END__\n`],
    ['documentation', `=pod\n${'a << <<A\n'.repeat(LINES)}=cut\n__END__\n`],
    ['a here-document', `print <<A;\n${'__END__\n'.repeat(LINES)}A\n__END__\n`],
  ])('%s: a few', (_, text) => {
    const program = Buffer.from(text)
    expect(dataSection(program, 'perl')).toBeDefined()
    expect(strings(program, () => dataSection(program, 'perl'))).toBeLessThan(50)
    expect(strings(program, () => isDataUnsure(program, 'perl'))).toBeLessThan(50)
    expect(strings(program, () => lastPart(program, 'perl'))).toBeLessThan(50)
  })
})

describe('the end of a here-document', () => {
  const program = Buffer.from('print <<A, << "", <<"B C", <<\xc9;\n  A \n\n B C\n\xc9\n.\nA\r\nX\n', 'latin1')
  const lineBehind = lineFinder(program)
  const at = (text: string) => program.toString('latin1').indexOf(text)

  test.each([
    ['A', 'around', at('  A \n')],
    ['A', 'none', at('A\r')],
    ['A', 'before', at('A\r')],
    ['', 'none', at('\n\n') + 1],
    ['B C', 'before', at(' B C\n')],
    ['B C', 'none', undefined],
    ['\xc9', 'none', at('\n\xc9\n') + 1],
    ['.', 'none', at('\n.\n') + 1],
    // No here-document can end there.
    ['X', 'around', undefined],
  ] as const)('%j with blanks %s', (word, blanks, offset) => expect(lineBehind(word, 1, blanks)).toBe(offset))

  test('the next one from an offset on, or none', () => {
    expect(lineBehind('A', at('A\r'), 'around')).toBe(at('A\r'))
    expect(lineBehind('A', at('A\r') + 1, 'around')).toBeUndefined()
  })
})
