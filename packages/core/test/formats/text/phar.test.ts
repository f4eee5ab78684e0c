/** PHP archives to which the reference program has appended a mark. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { hasTool } from '../../tool.js'
import { applied, artifactOf, markFor, sha256, verdictOn } from '../artifacts.js'

const PHAR = Buffer.concat([
  Buffer.from('#!/usr/bin/env php\n<?php echo "run\\n"; __HALT_COMPILER(); ?>\r\n'),
  Buffer.from([0x30, 0, 0, 0, 1, 0, 0xff, 0x22, 0x27]),
  Buffer.from('GBMB'),
])
const withMark = (phar: Uint8Array) =>
  Buffer.concat([phar, Buffer.from('\n# '), markFor(sha256(phar), { ARTIFACT_TYPE: 'php' })])

describe('a mark behind a PHP archive', () => {
  it('is read, and is taken out', async () => {
    const marked = withMark(PHAR)
    const uncovered = ['its own place, which is not the one that Chalkmark takes']
    expect(await verdictOn(text, 'a.phar', marked)).toEqual({ valid: true, errors: [], uncovered })
    const artifact = await artifactOf(text, 'a.phar', marked)
    expect(applied(marked, await artifact!.remove(Buffer.alloc(32))).equals(PHAR)).toBe(true)
    await expect(async () => artifact!.insert(markFor(sha256(PHAR)))).rejects.toMatchObject({
      code: 'NOT_UTF8',
    })
    const changed = Buffer.from(marked)
    changed[60]! ^= 1
    expect(await verdictOn(text, 'a.phar', changed)).toMatchObject({ valid: false })
  })

  it('is no mark of a program that reads other data behind its end', async () => {
    const program = Buffer.from('#!/usr/bin/env php\n<?php f(); __halt_compiler(); ?>\ndata\n')
    expect(await verdictOn(text, 'a.php', withMark(program))).toMatchObject({ valid: false })
  })

  it.skipIf(!hasTool('php'))('is taken out of a real one, which runs again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chalkmark-phar-'))
    try {
      const file = join(folder, 'a.phar')
      const make = `$p = new Phar('${file}'); $p['a.php'] = '<?php echo "run\\n";';
        $p->setStub("#!/usr/bin/env php\\n<?php Phar::mapPhar('a.phar'); require 'phar://a.phar/a.php'; __HALT_COMPILER(); ?>\\r\\n");`
      execFileSync('php', ['-d', 'phar.readonly=0', '-r', make])
      const phar = readFileSync(file)
      const marked = withMark(phar)
      expect(await verdictOn(text, 'a.phar', marked)).toMatchObject({ valid: true, errors: [] })
      const artifact = await artifactOf(text, 'a.phar', marked)
      writeFileSync(file, applied(marked, await artifact!.remove(Buffer.alloc(32))))
      expect(execFileSync('php', [file], { encoding: 'utf8' })).toBe('run\n')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
