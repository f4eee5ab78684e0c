// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells have them.
/**
 * Programs with a mark whose commit message wants to run or to end something, through the interpreters that are there:
 * they print what they printed before, and nothing is run. What would not is refused.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CodecError } from '../../../src/error.js'
import { markFor } from '../artifacts.js'
import { marked } from './marked.js'

const HOSTILE = markFor('00'.repeat(32), {
  COMMIT_MESSAGE:
    "*/ --> </script> ?> =cut EOF\n1\nEOF\n__END__ ]] $(touch pwned) `touch pwned` '; touch pwned; echo '",
})

const dir = mkdtempSync(join(tmpdir(), 'hostile-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const isThere = (name: string) => !spawnSync(name, [devNull]).error

function run(command: string[], name: string, content: string): string {
  writeFileSync(join(dir, name), content, 'latin1')
  const [program, ...args] = command
  const { status, stdout } = spawnSync(program!, [...args, name], { cwd: dir, encoding: 'utf8', input: '' })
  return `${status} ${stdout}`
}

/** The marked text, or undefined if marking is refused. */
async function markedOrRefused(name: string, content: string): Promise<string | undefined> {
  try {
    return await marked(name, content, HOSTILE)
  } catch (error) {
    if (error instanceof CodecError && error.code === 'UNSAFE_PLACE') return undefined
    throw error
  }
}

const SHELLS = ['sh', 'dash', 'bash', 'zsh', 'ksh', 'mksh', 'yash', 'busybox sh']

/** By the programs that run them: texts, and whether they are marked. */
const PROGRAMS: [commands: string[], name: string, content: string, isMarked: boolean][] = [
  [SHELLS, 'a.sh', 'cat <<1\nhello\n', false],
  [SHELLS, 'a.sh', 'cat <<1\nhello\n1\n', true],
  [SHELLS, 'a.sh', 'cat <<$x\nhello\n$x\necho end', true],
  [SHELLS, 'a.sh', 'cat <<E"O"F\nhello\nEOF\n', true],
  [SHELLS, 'a.sh', 'cat <<E\\OF\nhello\nEOF\n', true],
  [SHELLS, 'a.sh', "cat <<'E F'\nhello\nE F\n", true],
  [SHELLS, 'a.sh', 'cat <<EOF\nhello\\\nEOF\n', false],
  // A mark at the end would stand in a string, and close it.
  [SHELLS, 'a.sh', "echo a\nx='\n", false],
  [SHELLS, 'a.sh', 'echo a\nx="\n', false],
  [SHELLS, 'a.sh', "echo \"it's\" 'a\nb' # it's\n", true],
  // Shells read these in different ways, or end in a here-document.
  [['bash'], 'a.sh', '((cat <<E); true)\nhello\n', false],
  [['bash'], 'a.sh', 'echo $((cat <<E); true)\nhello\n', false],
  [['bash'], 'a.sh', 'echo $[1<<E]\ncat <<F\nE]\n', false],
  [['bash'], 'a.sh', 'echo ${x:1<<E}\ncat <<F\nE}\n', false],
  [['bash'], 'a.sh', 'a[1<<E]=1\ncat <<F\nE]=1\n', false],
  [['bash'], 'a.sh', 'x=`#<<E`\ncat <<F\nE`\n', false],
  [['bash'], 'a.sh', 'x=$(cat <<E)\ncat <<F\nE\n', false],
  [['bash'], 'a.sh', 'echo "${x#\'"\'}"; cat <<E #\'\nbody\n', false],
  [SHELLS, 'a.sh', 'echo "${x%%(*}"; cat <<E\nbody\n', false],
  [SHELLS, 'a.sh', 'echo ${x% #}; cat <<E\nbody\n', false],
  [SHELLS, 'a.sh', 'echo a\\ #x; cat <<E\nbody\n', false],
  [SHELLS, 'a.sh', '(true)#<<E\ncat <<F\nE\n', false],
  [SHELLS, 'a.sh', "alias h='cat <<E'\nh\nbody\n", false],
  [['bash'], 'a.sh', "[[ '#a' =~ ^(#.*)$ ]] && cat <<E\nbody\n", false],
  [['bash'], 'a.sh', "[[ '#a' =~ (#.*) ]] && cat <<E\nbody\n", false],
  [['bash'], 'a.sh', 'shopt -s extglob\necho @(#|x); cat <<E\nbody\n', false],
  [['zsh'], 'a.zsh', 'setopt extendedglob\necho *(#qN); cat <<E\nbody\n', false],
  [['zsh'], 'a.zsh', 'setopt extendedglob\necho (#i)x; cat <<E\nbody\n', false],
  [
    SHELLS,
    'a.sh',
    'echo "${x:-it\'s}" "${y%%(*}" $((1 << 2)) `echo "a b"`\ncat <<E\n`echo c`\nE\n# end\n',
    true,
  ],
  [SHELLS, 'a.sh', "f() { case $1 in a) cat <<E ;; (b) echo;; esac; }\n$1\nE\nf a\n# it's\nf b", true],
  [SHELLS, 'a.sh', 'x=$(cat <<E\na\nE\n) # <<F\necho "$x" $( (echo 2) )', true],
  [
    ['bash'],
    'a.sh',
    'if(true)then ((x=1<<2)); fi; for ((i=0;i<2;i++)); do cat <<E; done\n$i $x\nE\necho x',
    true,
  ],
  [SHELLS, 'a.sh', 'tail -n +3 "$0"\nexit\nhello\n', false],
  [SHELLS, 'a.sh', '# usage: a\nsed -n "s/^# //p" "$0"\n', false],
  [SHELLS, 'a.sh', 'echo "$0" | grep -c a\n', true],
  [['csh', 'bsd-csh'], 'a.csh', '#!/bin/csh\necho hello', false],
  [['csh', 'bsd-csh', 'tcsh'], 'a.csh', '#!/bin/csh\necho hello\n', true],
  [['tcsh'], 'a.tcsh', 'echo hello', true],
  [['csh', 'tcsh'], 'a.tcsh', "cat <<'E'\nhello\nE\n'E'\n", true],
  [['csh', 'tcsh'], 'a.tcsh', "cat <<'E'\nhello\nE\n", false],
  [['zsh'], 'a.zsh', "histchars='!^@'\necho hello\n", false],
  [['zsh'], 'a.zsh', ': ${HISTCHARS::=!^@}\necho hello\n', false],
  [['zsh'], 'a.zsh', 'echo $histchars[1] ${histchars[2]}\n', true],
  [['fish'], 'a.fish', 'echo hello', true],
  [['fish'], 'a.fish', 'cat (status filename)\n', false],
  [['perl'], 'a.pl', 'print <DATA>; __DATA__\na\nb\n', false],
  [['perl'], 'a.pl', 'print <DATA>;\n  __END__\na\n', false],
  [['perl'], 'a.pl', '# like cat <<EOF\nprint <DATA>;\n__END__\nx\nEOF\n', true],
  [['perl'], 'a.pl', 'print \'\n__END__\n\', "ok\\n";\n', false],
  [['perl'], 'a.pl', 'print <<EOF;\n  EOF\n__END__\nEOF\nprint "x";\n', false],
  [['perl'], 'a.pl', 'print <<~EOF;\n  x\n  EOF\nprint <DATA>;\n__END__\ny\n', true],
  [['perl'], 'a.pl', 'my %h = (__END__ => 1); print %h;\n', true],
  [['perl'], 'a.pl', 'if (1) { print <DATA> } __END__\nx\n', false],
  [['perl'], 'a.pl', 'print <DATA>;\n\f__END__\nx\n', false],
  [['perl'], 'a.pl', 'print <DATA>;\n__DATA__', true],
  [['perl', 'pod2text'], 'X.pm', 'package X;\n1;\n\n=head1 NAME\n\nX - x\n', true],
  [['perl', 'pod2text'], 'X.pm', 'package X;\n1;\n=head1 NAME\n\nX - x', true],
  [['perl', 'pod2text'], 'X.pm', 'package X;\n1;\n\n=head1 NAME\n\nX - x\n\n=cut\n', true],
  [['perl', 'pod2text'], 'X.pm', 'package X;\r\n1;\r\n\r\n=pod\r\n\r\nX\r\n', true],
  [['perl', 'pod2text'], 'X.pm', '=head1 NAME\n\nX - x\n', false],
  [['perl', 'pod2text'], 'X.pm', '1;\n__END__\n\n=head1 NAME\n\nX - x\n', true],
  [['ruby'], 'a.rb', '# like cat <<EOF\nputs DATA.read\n__END__\nx\nEOF\n', true],
  [['ruby'], 'a.rb', 'x = "\n__END__\n"\nputs x\n', false],
  [['ruby'], 'a.rb', 'puts <<~"A B"\n  __END__\n  A B\nputs DATA.read\n__END__\nx\n', true],
  [['ruby'], 'a.rb', 'puts <<A\n A\n__END__\nA\n', false],
  [['ruby'], 'a.rb', 'puts 1\n\x04 not a program', false],
  [['ruby'], 'a.rb', 'puts File.read(__FILE__)\n', false],
  [['raku'], 'a.raku', 'say 1;\n\n=head1 NAME\n', false],
  [['raku'], 'a.raku', 'say 1;\n\n=begin pod\nx\n=end pod\n', true],
  [['php', 'php -d short_open_tag=1', 'php -d short_open_tag=0'], 'a.php', '<? echo 1;\n', false],
  [['php', 'php -d short_open_tag=1', 'php -d short_open_tag=0'], 'a.php', '<? echo 1; ?>\nx\n', true],
  [['php', 'php -d short_open_tag=1', 'php -d short_open_tag=0'], 'a.php', '<?= 1 ?>\nx', true],
  [['php'], 'a.php', '<?php echo 1; // ?> x\n', true],
  [['python3'], 'a.py', 'print(1)', true],
  [['python3'], 'a.py', 'print(open(__file__).read())', false],
  [['tclsh'], 'a.tcl', 'puts hello', true],
  [['tclsh'], 'a.tcl', 'puts [read [open [info script]]]\n', false],
  [['lua'], 'a.lua', 'print(1)', true],
  [['gawk -f', 'mawk -f'], 'a.awk', 'BEGIN { print 1 }', true],
  [['sqlite3 :memory: .read'], 'a.sql', 'select 1;', true],
  [['sqlite3 :memory: .read'], 'a.sql', 'select 1', true],
  [['guile --no-auto-compile'], 'a.scm', '(display 1)', true],
  [['python3'], 'a.py', `#${'x'.repeat(5000)}\nprint(1)\n`, true],
  [[process.execPath], 'a.cjs', 'console.log(1)', true],
  [[process.execPath], 'a.cjs', "console.log('a\\\n//# sourceMappingURL=b\\\n// ')", true],
  [[process.execPath], 'a.cjs', "x = 'a\\\n//# sourceMappingURL=b\\\n// ';\n", true],
  [[process.execPath], 'a.cjs', "x = 'a\\\r\n//# sourceMappingURL=b\\\r\n// ';\r\n", true],
  [[process.execPath], 'a.cjs', 'x = "a\\\u2028//# sourceMappingURL=b\\\u2028/* " */', true],
  [[process.execPath], 'a.cjs', 'x = "a\\\n//# sourceMappingURL=b\\\n/* \\\n" */\n', true],
  [[process.execPath], 'a.mjs', 'console.log(1) // x', true],
  [[process.execPath], 'a.cjs', 'console.log(/a/.source)\n/b/', true],
  [[process.execPath], 'a.cjs', '<!-- x\nconsole.log(1)\n--> y', true],
  [[process.execPath], 'a.cjs', 'console.log(`//`, "/*")', true],
]

const CASES = PROGRAMS.flatMap(([commands, ...rest]) =>
  commands.map((command) => [command, ...rest] as const),
)

describe.each(CASES)('%s %s %j', (command, name, content, isMarked) => {
  const words = command.split(' ')
  it(isMarked ? 'is marked' : 'is refused', async () => {
    expect((await markedOrRefused(name, content)) !== undefined).toBe(isMarked)
  })
  if (!isMarked) return
  it.skipIf(!isThere(words[0]!))('does the same with a mark', async () => {
    const before = run(words, name, content)
    expect(run(words, name, (await markedOrRefused(name, content))!)).toBe(before)
    expect(existsSync(join(dir, 'pwned')), String(readdirSync(dir))).toBe(false)
  })
})

describe('two files, one behind the other', () => {
  const pairs: [command: string, name: string, first: string, second: string][] = [
    [process.execPath, 'c.cjs', 'console.log(1);', 'console.log(2);'],
    [process.execPath, 'c.cjs', '!function(){console.log("a//b")}();', '!function(){console.log("c/*")}()'],
    [process.execPath, 'c.cjs', 'var a="https://x.y/*.js";', 'console.log(a)'],
    [process.execPath, 'c.cjs', 'console.log(1);\n', 'console.log(2)'],
    [process.execPath, 'c.cjs', 'console.log(1)/*! licence */', ';console.log(2)//'],
    ['sqlite3 :memory: .read', 'c.sql', 'select 1;', 'select 2;'],
  ]
  it.each(pairs)('%s %s: %j, %j', async (command, name, first, second) => {
    const words = command.split(' ')
    if (!isThere(words[0]!)) return
    const both = (await marked(name, first, HOSTILE)) + (await marked(name, second, HOSTILE))
    expect(run(words, name, both)).toBe(run(words, name, first + second))
  })
})
