import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hasTool } from '../../tool.js'
import { marked } from './marked.js'

const dir = mkdtempSync(join(tmpdir(), 'text-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** What the program prints, and how it ends. */
function run(interpreter: string, name: string, content: string): string {
  const path = join(dir, name)
  writeFileSync(path, content, 'latin1')
  const { status, stdout, stderr } = spawnSync(interpreter, [path], { encoding: 'utf8' })
  return `${status} ${stdout} ${stderr}`
}

/** Each of them ends at once with an empty script. */
const has = (interpreter: string) =>
  process.platform === 'linux' ? hasTool(interpreter, [devNull]) : !spawnSync(interpreter, [devNull]).error

const programs: [interpreter: string, name: string, content: string][] = [
  [process.execPath, 'a.mjs', 'console.log(import.meta.url.length) // last'],
  [
    process.execPath,
    'b.cjs',
    '#!/usr/bin/env node\nconsole.log(module.id)\n//# sourceMappingURL=b.cjs.map\n',
  ],
  [process.execPath, 'c.cjs', 'const f = (x) => x\nconsole.log(f\n`a`)\n'],
  ['bash', 'a.sh', 'cat <<A <<-"B C"\nx\nA\n\ty\n\tB C\necho "$(cat <<E\n\'\nE\n)" \\\\\n'],
  ['bash', 'b.sh', 'f() { echo "$@"; }\nf a#b # c'],
  ['dash', 'c.sh', 'echo $((1 << 2)) "it\'s" # <<EOF\nexit 3\n'],
  ['perl', 'a.pl', 'print <<"__END__", <DATA>;\nx\n__END__\n__END__\ndata\n'],
  ['perl', 'b.pl', '=pod\n\n__END__\n\n=cut\n\nprint 1 <<\n2;\n'],
  ['ruby', 'a.rb', 'puts DATA.read\n__END__\ndata'],
  ['python3', 'a.py', '"""\n# x\n"""\nprint(__doc__)'],
  ['tclsh', 'a.tcl', 'puts {a # b}'],
  ['php', 'a.php', '<p>a</p>\n<?php echo "b"; ?>\n'],
  ['php', 'b.php', '<?php echo <<<EOT\n?>\nEOT;\n'],
  ['lua', 'a.lua', 'return print(1)'],
]

describe.each(programs)('%s %s', (interpreter, name, content) => {
  it.skipIf(!has(interpreter))('does the same with a mark', async () => {
    const before = run(interpreter, name, content)
    expect(before).not.toMatch(/^null/)
    expect(run(interpreter, name, await marked(name, content))).toBe(before)
  })
})
