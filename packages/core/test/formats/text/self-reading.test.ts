// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expansions of shells
/** Programs that read their own file would read the mark. They are left alone; what only looks like that is not. */
import { describe, expect, it } from 'vitest'
import { outcome } from './marked.js'

describe('a shell script that reads itself', () => {
  it.each([
    'sed -n "s/^# //p" "$0"',
    "sed '1,/^exit$/d' $0 | tar xz\nexit",
    'tail -n +3 "$0" | sh\nexit',
    'tail -c 100 -- "${0}"',
    'awk \'/^__PAYLOAD__/ { print NR; exit }\' < "$0"',
    'grep "^#:" "$0"',
    "grep -e '^#:' $0",
    'head -c 20 "$0"',
    'dd if="$0" bs=1 skip=20',
    'n=$(wc -c < "$0")',
    'cat $0',
    'while read -r line; do echo "$line"; done < "$0"',
    'exec 3<"$0"',
    'x=$(<"$0")',
    'x="`cksum "$0"`"',
    'self=$(readlink -f "$0")\nusage() { sed -n "s/^#@//p" "$self"; }\nusage',
    'usage() { grep ^# "$ME"; }\nME="$0"\nusage',
    'cat "$(dirname "$0")/$(basename "$0")"',
    'cat "${BASH_SOURCE[0]}"',
    'mapfile -t lines < "${BASH_SOURCE}"',
    'if ! gunzip -c <"$0"; then exit 1; fi',
    'eval "$(sed 1d "$0")"',
    'test "$(stat -c %s "$0")" -gt 3',
    'python3 -c \'import sys; print(open(sys.argv[1]).read())\' "$0"',
    'perl -ne "print if /^#/" "$0"',
    'java -jar "$0" "$@"\nexit',
    'sudo sed -n 2p \\\n  "$0"',
    'node "$0" ; exit',
  ])('%s', async (script) => expect(await outcome('a.sh', `${script}\n`)).toBe('UNSAFE_PLACE'))

  it.each([
    'echo "usage: $0 [-h]" >&2',
    'cd "$(dirname "$0")" && sed -i s/a/b/ x',
    'exec "$0" "$@"',
    '. "$0"',
    'cp "$0" /usr/local/bin',
    'ps ax | grep "$0"',
    'ps ax | grep -v $0',
    'sed "s,@PROG@,$0," x.in',
    'awk -v prog="$0" "{ print prog }" x',
    'echo "$0" | sed s/a/b/',
    'cat "$0.conf"',
    'cat "${0%.sh}.txt"',
    'cat <<\'EOF\'\ntail -n +3 "$0"\nEOF',
    '# sed -n 1p "$0"\n: \'cat "$0"\'',
    'case $0 in *x) cat y;; esac',
    'name=$(basename "$0"); cat "$name.txt"',
    'bash -n "$0"',
    'ls -l "$0"',
  ])('unlike %s', async (script) => expect(await outcome('a.sh', `${script}\n`)).toBe('marked'))
})

describe('a script that carries data', () => {
  const base64 = 'QUJD'.repeat(30)
  it.each([
    `unpack\nexit\n${base64}\n`,
    `unpack\nexit\n${base64}`,
    'unpack\nexit\n__payload__\nx\n',
    'unpack\nexit\n#__ARCHIVE_BELOW__\nx\n',
    'unpack\nexit\n# __DATA__\nx\n',
    'unpack\nexit\n---BEGIN PAYLOAD---\nx\n',
    'exec perl -x "$0" "$@"\n#!perl\nprint <DATA>;\n__END__\nx\n',
  ])('%j', async (script) => expect(await outcome('a.sh', script)).toBe('UNSAFE_PLACE'))
})

describe('a here-document that is not closed', () => {
  it.each([
    'cat <<1\nx\n',
    'cat <<$x\nx\n$y\n',
    'cat <<"a b"\nx\na\n',
    'cat <<E"O"F\nx\nE"O"F\n',
    "cat <<E'O'F\nx\nE\n",
    'cat <<\\EOF\nx\n\\EOF\n',
    'cat <<E\\OF\nx\nE\\OF\n',
    "cat <<''\nx\n",
    'cat <<""\nx',
    'cat <<\\\nEOF\nx\n',
    'cat <<EOF\nx\\\nEOF\n',
    'cat <<- EOF\nx\n EOF\n',
    'cat <<@\nx\n',
    'cat <<-#x\nx\n',
    'cat <<{\nx\n',
    'cat <<[a]\nx\n',
    'cat <<"$(x)"\nx\n',
    'cat <<é\nx\n',
    'cat 3<<EOF <<-EOT\nEOF\nx\n',
    'let x=1<<2\n',
  ])('%j', async (script) => expect(await outcome('a.sh', script)).toBe('UNSAFE_PLACE'))

  it.each([
    'cat <<1\nx\n1\n',
    'cat <<$x\nx\n$x\n',
    'cat <<E"O"F\nx\nEOF\n',
    'cat <<E\\OF\nx\nEOF\n',
    "cat <<''\nx\n\n",
    'cat <<\\\nEOF\nx\nEOF\n',
    "cat <<'EOF'\nx\\\nEOF\n",
    'cat <<EOF\nx\\\\\nEOF\n',
    'cat <<EOF\r\nx\r\nEOF\r\n',
    'cat <<"$(x)"\nx\n$(x)\n',
  ])('unlike %j', async (script) => expect(await outcome('a.sh', script)).toBe('marked'))

  it('in a C shell the quotes belong to the delimiter', async () => {
    expect(await outcome('a.tcsh', "cat <<'E'\nx\nE\n")).toBe('UNSAFE_PLACE')
    expect(await outcome('a.tcsh', "cat <<'E'\nx\n'E'\n")).toBe('marked')
  })
})

describe('BSD csh does not run a last line without an end', () => {
  it.each([
    ['a.csh', 'echo a', 'UNSAFE_PLACE'],
    ['a', '#!/bin/csh\necho a', 'UNSAFE_PLACE'],
    ['a', '#!/usr/bin/env bsd-csh\necho a', 'UNSAFE_PLACE'],
    ['a.csh', 'echo a\n', 'marked'],
    ['a.tcsh', 'echo a', 'marked'],
  ])('%s: %j: %s', async (name, content, code) => expect(await outcome(name, content)).toBe(code))
})

describe('a program in another language that reads itself', () => {
  it.each([
    ['a.py', 'print(open(__file__).read())\n'],
    ['a.py', 'from pathlib import Path\nPath(__file__).read_text()\n'],
    ['a.py', 'import zipfile, sys\nzipfile.ZipFile(sys.argv[0])\n'],
    ['a.py', 'import inspect, sys\ninspect.getsource(sys.modules[__name__])\n'],
    ['a.pl', 'open(my $f, "<", $0); print <$f>;\n'],
    ['a.pl', 'open F, __FILE__;\n'],
    ['a.pl', 'seek(DATA, 0, 0); print <DATA>;\n__DATA__\nx\n'],
    ['a.pl', 'print -s $0;\n'],
    ['a.rb', 'puts File.read(__FILE__)\n'],
    ['a.rb', 'puts IO.readlines($0)\n'],
    ['a.rb', 'DATA.rewind\nputs DATA.read\n__END__\nx\n'],
    ['a.php', '<?php echo file_get_contents(__FILE__);\n'],
    ['a.php', '<?php highlight_file(__FILE__);\n'],
    ['a.php', "<?php echo hash_file('md5', __FILE__);\n"],
    ['a.js', "console.log(require('fs').readFileSync(__filename, 'utf8'))\n"],
    ['a.js', '// readFileSync(__filename)\nreadFileSync(__filename)\n'],
    ['a.js', 'x = `\n/*`; readFileSync(__filename); y = `*/`\n'],
    ['a.mjs', 'readFile(new URL(import.meta.url))\n'],
    ['a.mjs', 'readFileSync(fileURLToPath(import.meta.url))\n'],
    ['a.ts', 'Deno.readTextFile(new URL(import.meta.url))\n'],
    ['a.tcl', 'set f [open [info script]]\n'],
    ['a.lua', 'print(io.open(arg[0]):read("a"))\n'],
    ['a.ps1', 'Get-Content $PSCommandPath\n'],
    ['a.fish', 'cat (status filename)\n'],
    ['a.raku', 'say $*PROGRAM.slurp;\n'],
    ['a', '#!/usr/bin/make -f\nhelp:\n\t@grep "##" $(MAKEFILE_LIST)\n'],
  ])('%s: %j', async (name, content) => expect(await outcome(name, content)).toBe('UNSAFE_PLACE'))

  it.each([
    ['a.py', 'open(os.path.join(os.path.dirname(__file__), "x")).read()\n'],
    ['a.py', 'Path(__file__).parent.joinpath("x").read_text()\n'],
    ['a.pl', 'eval \'exec /usr/bin/perl -S $0 "$@"\' if 0;\n'],
    ['a.pl', 'open(my $f, "<", "$0.conf"); # no\n'.replace('"$0.conf"', '$x')],
    ['a.rb', 'File.read(File.join(File.dirname(__FILE__), "x")) if __FILE__ == $0\n'],
    ['a.php', '<?php require dirname(__FILE__) . "/x.php";\n'],
    ['a.js', "readFileSync(path.join(__dirname, 'x'))\n"],
    ['a.mjs', "new URL('./x', import.meta.url)\n"],
    ['a.js', '/** @example readFileSync(__filename) */\nexport const a = 1\n'],
    ['a.js', 'f() // open(import.meta.url)\n'],
    [
      'a.d.ts',
      '/**\n * ```js\n * open(new URL(import.meta.url), (e) => {})\n * ```\n */\nexport function a(): void\n',
    ],
  ])('unlike %s: %j', async (name, content) => expect(await outcome(name, content)).toBe('marked'))
})

describe('what never comes to its program’s path is read at once', () => {
  const blanks = '\t'.repeat(400_000)
  it.each([
    ['Ruby', 'a.rb', `open${blanks}s\n`],
    ['Perl', 'a.pl', `seek${blanks}s;\n`],
    ['Raku', 'a.raku', `open${blanks}s;\n`],
    ['Tcl', 'a.tcl', `open [${blanks}s]\n`],
    ['Lua', 'a.lua', `io.open${blanks}s()\n`],
    ['Lua', 'a.lua', `${'debug.getinfo('.repeat(40_000)}\n`],
    ['fish', 'a.fish', `${'cat '.repeat(100_000)}\n`],
    ['Elixir', 'a.exs', `File.open${blanks}s\n`],
    ['Crystal', 'a.cr', `read${blanks}s\n`],
  ])(
    '%s',
    async (_, name, content) => expect(await outcome(name, content)).toMatch(/^[A-Z_]+$|^marked$/),
    10_000,
  )
})

describe('PHP with short tags is read in two ways', () => {
  it.each([
    ['<? f();\n', 'UNSAFE_PLACE'],
    ['<p>a</p><? f(); ?>\n<? g();', 'UNSAFE_PLACE'],
    ['<? f(); ?>\n', 'marked'],
    ['<? if ($a): ?><p><?= $a ?></p><? endif ?>', 'marked'],
    ['<? f(); /* ?> <?php */ g(); ?>\n', 'marked'],
    ['<? f(); /* ?> <?php */ g();\n', 'marked'],
    ["<? f('?>'); g();\n", 'UNSAFE_PLACE'],
    ['<? f(); ?><?php g();\n', 'marked'],
  ])('%j: %s', async (php, code) => expect(await outcome('a.php', php)).toBe(code))
})
