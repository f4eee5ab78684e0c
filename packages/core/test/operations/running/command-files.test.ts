/** Which files a command line means. The programs are files of the right names; nothing is started. */
import { chmodSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesOfCommand } from '../../../src/operations/running/index.js'
import { makeTree } from '../../disk/tree.js'
import { writeZip } from '../../formats/zip-writer.js'

const PROGRAMS =
  `node nodejs deno bun python3 python3.12 py ruby perl php sh bash zsh fish java dotnet env nohup nice
  timeout tini sudo gosu bundle uv native setsid tsx`.split(/\s+/)

const MANIFEST =
  'Manifest-Version: 1.0\r\nMain-Class: Main\r\nClass-Path: lib/a.jar li\r\n b/b.jar http://x/c.jar\r\n'

/** As long as a manifest may be that is read. */
const LONG_MANIFEST = `Manifest-Version: 1.0\nClass-Path: lib/a.jar${' '.repeat(400_000)}lib/b.jar${' '.repeat(400_000)}\n`

const root = makeTree({
  'long.jar': writeZip([{ path: 'META-INF/MANIFEST.MF', content: LONG_MANIFEST }]),
  ...Object.fromEntries(PROGRAMS.map((name) => [`bin/${name}`, '\x7fELF'])),
  'x.js': '',
  x: '',
  'x.ts': '',
  'x.py': '',
  'x.rb': '',
  'x.pl': '',
  'x.php': '',
  'x.sh': '',
  'x.dll': '',
  'x.pyz': '',
  'x.phar': '',
  'X.java': '',
  'router.php': '',
  'hook.cjs': '',
  'hook.mjs': '',
  'deep/index.js': '',
  'deep/y.rb': '',
  'deep/y.js': '',
  'deep/y.ts': '',
  'folder/__main__.py': '',
  'pkg/__init__.py': '',
  'pkg/__main__.py': '',
  'pkg/tool.py': '',
  'more/other.py': '',
  'app.jar': writeZip([{ path: 'META-INF/MANIFEST.MF', content: MANIFEST }]),
  'lib/a.jar': writeZip([{ path: 'a', content: 'a' }]),
  'lib/b.jar': writeZip([{ path: 'b', content: 'b' }]),
  'lib/notes.txt': '',
  'agent.jar': '',
  'java.args': '# a comment\n-cp "lib/a.jar"\n  -ea Main @more\n',
  'node_modules/hook/package.json': '{ "main": "main.js" }',
  'node_modules/hook/main.js': '',
  'bin/tool': '#!/usr/bin/env -S node --require ./hook.cjs\n',
  'bin/shim': '#!/bin/missing -x\n',
  'bin/hello': '\x7fELF',
  'bin/hello.dll': 'MZ',
  'bin/hello.runtimeconfig.json': '{}',
})
for (const name of [...PROGRAMS, 'hello']) chmodSync(join(root, 'bin', name), 0o755)
symlinkSync('native', join(root, 'bin/linked'))
symlinkSync('node', join(root, 'bin/js-engine'))
symlinkSync('../x.js', join(root, 'lib/link.js'))
mkdirSync(join(root, 'empty'))

const PATH = join(root, 'bin')

/** The files of a command line, without the interpreter, as `context:path`. */
function files(line: string | string[], env: Record<string, string> = {}): string[] {
  const [command = '', ...args] = typeof line === 'string' ? line.split(' ') : line
  return filesOfCommand({ command, args, cwd: root, env: { PATH, ...env } })
    .map(({ path, context }) => `${context}:${relative(root, path)}`)
    .filter((found) => !/^(interpreter|wrapper):/.test(found))
}

/** Words with blanks stand between bars. */
const words = (line: string) =>
  line.split('|').flatMap((part, index) => (index % 2 ? [part] : part.split(' ').filter(Boolean)))

describe.runIf(process.platform !== 'win32')('the program on a command line', () => {
  test.each([
    ['node x.js a b', 'script:x.js'],
    ['node x', 'script:x'],
    ['node deep', 'script:deep/index.js'],
    ['node --require ./hook.cjs x.js', 'script:x.js preload:hook.cjs'],
    ['node -r hook x.js', 'script:x.js preload:node_modules/hook/main.js'],
    ['node --import=./hook.mjs --enable-source-maps x.js', 'script:x.js preload:hook.mjs'],
    ['node --import ./hook.mjs --max_old_space_size=100 x.js --require y', 'script:x.js preload:hook.mjs'],
    ['node --title x.ts -C dev x.js', 'script:x.js'],
    ['node -e |1 + 1| x.js', ''],
    ['node -pe |1 + 1| x.js', ''],
    ['node --eval=1 x.js', ''],
    ['node -', ''],
    ['node', ''],
    ['node --run start', ''],
    ['node --test x.js x.ts', 'script:x.js script:x.ts'],
    ['node -i x.js', 'script:x.js'],
    ['node -c x.js', ''],
    ['node inspect x.js', 'script:x.js'],
    ['node --inspect x.js', 'script:x.js'],
    ['node -- x.js', 'script:x.js'],
    ['node missing.js', ''],
    ['tsx x.ts', 'script:x.ts'],
    ['tsx watch --tsconfig x.js x.ts', 'script:x.ts'],
    ['js-engine x.js', 'script:x.js'],
    ['deno run --allow-all x.ts', 'script:x.ts'],
    ['deno run -A --config deno.json x.ts y.ts', 'script:x.ts'],
    ['deno run --allow-net=a.b https://example.com/x.ts', ''],
    ['deno x.ts', 'script:x.ts'],
    ['deno serve --port 80 x.ts', 'script:x.ts'],
    ['deno eval |1 + 1|', ''],
    ['deno task start', ''],
    ['bun run x.ts', 'script:x.ts'],
    ['bun x.ts', 'script:x.ts'],
    ['bun ./deep/y', 'script:deep/y.ts'],
    ['node ./deep/y', 'script:deep/y.js'],
    ['bun --preload ./hook.mjs run x.ts', 'script:x.ts preload:hook.mjs'],
    ['bun run --cwd deep index.js', 'script:deep/index.js'],
    ['bun run start', ''],
    ['bun test', ''],
    ['bun -e |1 + 1| x.ts', ''],
    ['python3 x.py', 'script:x.py'],
    ['python3.12 -u -W ignore x.py', 'script:x.py'],
    ['python3 -uWignore -Xdev x.py -c y', 'script:x.py'],
    ['python3 -c |print(1)| x.py', ''],
    ['python3 -Ic |print(1)| x.py', ''],
    ['python3 -m pkg', 'script:pkg/__main__.py'],
    ['python3 -m pkg.tool x.py', 'script:pkg/tool.py'],
    ['python3 -umpkg.tool', 'script:pkg/tool.py'],
    ['python3 -I -m pkg', ''],
    ['python3 -m ../x', ''],
    ['python3 x.pyz', 'archive:x.pyz'],
    ['python3 folder', 'script:folder/__main__.py'],
    ['python3 -', ''],
    ['py -3.12 x.py', 'script:x.py'],
    ['ruby x.rb', 'script:x.rb'],
    ['ruby -I lib x.rb', 'script:x.rb'],
    ['ruby -Ilib -rset -w x.rb', 'script:x.rb'],
    ['ruby -r set --enable frozen-string-literal x.rb', 'script:x.rb'],
    ['ruby -C deep y.rb', 'script:deep/y.rb'],
    ['ruby -W0 x.rb', 'script:x.rb'],
    ['ruby -ne |puts $_| x.rb', ''],
    ['bundle exec ruby x.rb', 'script:x.rb'],
    ['bundle install', ''],
    ['perl -w x.pl', 'script:x.pl'],
    ['perl -I lib -MList::Util=sum -T x.pl', 'script:x.pl'],
    ['perl -lne |print| x.pl', ''],
    ['perl -i.bak -pe |s/e/x/| x.pl', ''],
    ['perl -l012 -0777 -C7 x.pl', 'script:x.pl'],
    ['perl -F: -x x.pl', 'script:x.pl'],
    ['perl -c x.pl', ''],
    ['php x.php', 'script:x.php'],
    ['php -f x.php router.php', 'script:x.php'],
    ['php -fx.php', 'script:x.php'],
    ['php -d a=b -n x.php', 'script:x.php'],
    ['php -dmemory_limit=1G x.phar', 'archive:x.phar'],
    ['php -r |echo 1;| x.php', ''],
    ['php -- x.php', ''],
    ['php -f x.php -- y', 'script:x.php'],
    ['php -l x.php', ''],
    ['php -S 127.0.0.1:8000', ''],
    ['php -S 127.0.0.1:8000 -t lib router.php', 'script:router.php'],
    ['sh x.sh', 'script:x.sh'],
    ['sh -e x.sh', 'script:x.sh'],
    ['bash -euo pipefail x.sh', 'script:x.sh'],
    ['bash +x --norc x.sh -c y', 'script:x.sh'],
    ['bash -O extglob --rcfile y x.sh', 'script:x.sh'],
    ['sh -c |node x.js| x.sh', ''],
    ['sh -ec |node x.js|', ''],
    ['sh -s x.sh', ''],
    ['sh - x.sh', 'script:x.sh'],
    ['sh -n x.sh', ''],
    ['bash -eOu extglob x.sh', 'script:x.sh'],
    ['bash -oO pipefail extglob x.sh', 'script:x.sh'],
    ['sh tool', 'script:bin/tool'],
    ['zsh -f x.sh', 'script:x.sh'],
    ['fish -c |node x.js|', ''],
    ['fish x.sh', 'script:x.sh'],
    ['java -jar app.jar -cp lib/notes.txt', 'archive:app.jar classpath:lib/a.jar classpath:lib/b.jar'],
    ['java -jar long.jar', 'archive:long.jar classpath:lib/a.jar classpath:lib/b.jar'],
    ['java -Xmx1g -cp app.jar:lib/* Main', 'classpath:app.jar classpath:lib/a.jar classpath:lib/b.jar'],
    ['java -classpath lib/a.jar:empty:missing.jar Main -jar app.jar', 'classpath:lib/a.jar'],
    ['java --class-path=lib/b.jar --add-opens java.base/java.lang=x Main', 'classpath:lib/b.jar'],
    ['java --module-path lib -m mod/Main', 'classpath:lib/a.jar classpath:lib/b.jar'],
    ['java -p lib/a.jar --module mod -cp lib/b.jar', 'classpath:lib/a.jar'],
    ['java -javaagent:agent.jar=port=1 -cp lib/a.jar Main', 'agent:agent.jar classpath:lib/a.jar'],
    ['java @java.args -cp lib/b.jar', 'classpath:lib/a.jar'],
    ['java --source 21 X.java', 'script:X.java'],
    ['java --dry-run X.java', ''],
    ['dotnet x.dll a', 'script:x.dll'],
    ['dotnet exec --runtimeconfig y x.dll', 'script:x.dll'],
    ['dotnet --roll-forward Major x.dll', 'script:x.dll'],
    ['dotnet run', ''],
    ['hello', 'executable:bin/hello script:bin/hello.dll'],
    ['native x.js', 'executable:bin/native'],
    ['linked', 'executable:bin/native'],
    ['./bin/native', 'executable:bin/native'],
    ['tool x', 'executable:bin/tool preload:hook.cjs'],
    ['shim', 'executable:bin/shim'],
    ['env node x.js', 'script:x.js'],
    ['env -i -u A B=c - D=e node x.js', ''],
    [`env -i PATH=${PATH} node x.js`, 'script:x.js'],
    ['env -S |node --require "./hook.cjs"| x.js', 'script:x.js preload:hook.cjs'],
    ['env -C deep A=b node index.js', 'script:deep/index.js'],
    ['env A=b', ''],
    ['nohup nice -n 5 node x.js', 'script:x.js'],
    ['timeout -s KILL 5 node x.js', 'script:x.js'],
    ['tini -g -- node x.js', 'script:x.js'],
    ['sudo -u me -E node x.js', 'script:x.js'],
    ['gosu me native', 'executable:bin/native'],
    ['uv run --with a python3 x.py', 'script:x.py'],
    ['missing x.js', ''],
    ['', ''],
  ])('%s', (line, expected) => {
    expect(files(words(line)).join(' ')).toBe(expected)
  })

  test('what the environment adds', () => {
    expect(files('node x.js', { NODE_OPTIONS: '--require "./hook.cjs" --trace-warnings' })).toEqual([
      'script:x.js',
      'preload:hook.cjs',
    ])
    expect(files('python3 -m other', { PYTHONPATH: ['empty', 'more'].join(delimiter) })).toEqual([
      'script:more/other.py',
    ])
    expect(files('python3 -E -m other', { PYTHONPATH: 'more' })).toEqual([])
    expect(files('python3 -m pkg', { PYTHONSAFEPATH: '1' })).toEqual([])
    expect(files('java Main', { CLASSPATH: 'lib/a.jar' })).toEqual(['classpath:lib/a.jar'])
    expect(files('java Main', { JAVA_TOOL_OPTIONS: '-javaagent:agent.jar' })).toEqual(['agent:agent.jar'])
    expect(files('java Main', { JDK_JAVA_OPTIONS: '-cp lib/b.jar' })).toEqual(['classpath:lib/b.jar'])
  })

  test('each file has its part, and what says most comes first', () => {
    const found = filesOfCommand({ command: 'env', args: ['tool'], cwd: root, env: { PATH } })
    expect(found.map(({ context }) => context)).toEqual([
      'executable',
      'preload',
      'interpreter',
      'wrapper',
      'wrapper',
    ])
    expect(found[2]!.path).toBe(join(realpathSync(root), 'bin/node'))
  })
})
