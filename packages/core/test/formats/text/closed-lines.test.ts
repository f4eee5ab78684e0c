import { describe, expect, it } from 'vitest'
import { markFor } from '../artifacts.js'
import { marked } from './marked.js'

const PLACEHOLDER = '{ "MAGIC" : "dadfedabbadabbed" }'
const mark = markFor('12'.repeat(32))

/** Signs of comments, by extension. */
const SIGNS: Record<string, string> = { sql: '--', lua: '--', gradle: '//', tf: '//', scss: '//', lisp: ';' }

/** The text with a line that holds a placeholder or a mark in place of `…`, before marking and after. */
async function around(extension: string, template: string, inside: string) {
  const line = (content: string) => `${SIGNS[extension] ?? (extension === 'php' ? '//' : '#')} ${content}`
  const before = template.replace('…', line(inside))
  return {
    before,
    after: await marked(`a.${extension}`, before, mark),
    filled: template.replace('…', line(`${mark}`)),
  }
}

describe('a line that may be part of a string', () => {
  const cases = [
    ['sh', 'cat <<EOF\n…\nEOF\n'],
    ['sh', 'cat <<EOF > x # it is\na\nEOF\necho "\n…\n"\n'],
    ['sh', "awk '\n…\n'\n"],
    ['sh', 'echo "a\n…\n"\n'],
    ['sh', 'echo a \\\n…\nf\n'],
    ['sh', "echo it\\'s 'a\n…\n'\n"],
    ['sh', 'cat - ./a\\ # <<E\n…\nE\n'],
    ['sh', 'echo \x24{x/ # /"\n…\n"}\n'],
    ['zsh', 'x=`f\n…\n`\n'],
    ['rb', "p [$', '\n…\n']\n"],
    ['rb', 'p %q\n…\np 2\n'],
    ['rb', 'f(% \n…\n)\n'],
    ['rb', 'f <<~A\n…\nA\n'],
    ['rb', 'f %q(\n…\n)\n'],
    ['rb', 'f %(\n…\n)\n'],
    ['rb', 'x = "\n…\n"\n'],
    ['rb', 'x =~ /a\n…\n/\n'],
    ['rb', '=begin\n…\n=end\n'],
    ['pl', 'print $", "\n…\n";\n'],
    ['pl', 'print q\n…\n;a;\n'],
    ['pl', 'format STDOUT =\n…\n.\nwrite;\n'],
    ['pl', 'f <<"A";\n…\nA\n'],
    ['pl', 'f q{\n…\n};\n'],
    ['pl', 'f(qw(\n…\n));\n'],
    ['pl', 'f s/a/\n…\n/;\n'],
    ['pl', 'f q=\n…\n=;\n'],
    ['raku', 'f Q:to/A/;\n…\nA\n'],
    ['tcl', 'puts a"; puts "\n…\n"\n'],
    ['tcl', 'set a {\n…\n}\n'],
    ['tcl', 'set a "\n…\n"\n'],
    ['ps1', "f @'\n…\n'@\n"],
    ['fish', "f '\n…\n'\n"],
    ['jl', 'f("""\n…\n""")\n'],
    ['jl', 'f(""""\n…\n"""")\n'],
    ['ex', 'f(~s(\n…\n))\n'],
    ['cr', 'f(%w(\n…\n))\n'],
    ['r', 'f("\n…\n")\n'],
    ['sql', 'select 1 as [a\n…\n];\n'],
    ['nim', 'f("""\n…\n""")\n'],
    ['coffee', "f '''\n…\n'''\n"],
    ['awk', 'f("a\\\n…\n")\n'],
    ['lua', 'f([[\n…\n]])\n'],
    ['lua', 'f([==[\n…\n]==])\n'],
    ['sql', "select '\n…\n'\n"],
    ['sql', "select 'a\\', '\n…\n'\n"],
    ['sql', 'do $a$\n…\n$a$\n'],
    ['gradle', "f '''\n…\n'''\n"],
    ['tf', 'a = <<-A\n…\nA\n'],
    ['lisp', '(f "\n…\n")\n'],
    ['php', '<?php f("\n…\n");\n'],
    ['php', '<?php f(<<<A\n…\nA);\n'],
    ['php', '<?php f(); ?>\n…\n<?php f();\n'],
  ]
  it.each(cases)('is one: %s %j', async (extension, template) => {
    for (const inside of [PLACEHOLDER, `${mark}`]) {
      const { before, after } = await around(extension!, template!, inside)
      expect(after.startsWith(before)).toBe(true)
      expect(after.length).toBe(
        before.length + mark.length + (SIGNS[extension!] ?? '#').length + 2 + (extension === 'php' ? 1 : 0),
      )
    }
  })
})

describe('a comment behind closed lines', () => {
  it.each([
    ['sh', '#!/bin/sh\n\n…\nf\n'],
    ['sh', "# don't\nset -eu\nf \"its\" 'a b' \\\\ \\a # don't <<EOF\n…\nf\n"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a script
    ['sh', 'if [ "$#" -gt 1 ]; then\n  f ${a#b} ${#a}\n…\nfi\n'],
    ['rb', "require 'a'\n…\nf <<A\nA\n"],
    ['pl', 'use strict;\n\n…\nf q{a};\n'],
    ['tcl', 'package require Tcl\n…\nset a {}\n'],
    ['lua', "local a = 'b' -- don't\n…\nf [[\n]]\n"],
    ['sql', "select 'a', 'b' from \"c\";\n…\nselect 1;\n"],
    ['scss', '@use "a";\n…\na{}\n'],
    ['lisp', '(f "a")\n…\n(g)\n'],
    ['php', "<?php f('# a\n'); /* ' */\n…\ng();\n"],
  ])('is one: %s %j', async (extension, template) => {
    const { after, filled } = await around(extension!, template!, PLACEHOLDER)
    expect(after).toBe(filled)
  })
})
