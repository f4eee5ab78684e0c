/**
 * The languages that the text codec knows, as data: how each writes a comment, and by which interpreters,
 * extensions and file names it is known.
 *
 * Names of types are those of chalk's own configuration where it has the language (crashappsec/chalk,
 * src/configs/chalk.c42spec, section `source_marks`), so that ARTIFACT_TYPE is the same.
 */

/**
 * How much has to be checked before a comment can be put at the end of a file. `plain`: only that the last line
 * does not go on in the next one.
 */
export type Syntax =
  | 'plain'
  | 'javascript'
  | 'shell'
  | 'python'
  | 'perl'
  | 'ruby'
  | 'raku'
  | 'php'
  | 'tcl'
  | 'powershell'
  | 'css'
  | 'html'
  | 'xml'
  | 'markdown'

/** How a comment is written. A line comment has an empty `close`: the line's end closes it. */
export interface CommentSyntax {
  open: Buffer
  close: Buffer
}

export interface Language {
  /** ARTIFACT_TYPE of a file without a shebang; one with a shebang is named after its interpreter. */
  type: string
  syntax: Syntax
  comment: CommentSyntax
}

/** One row of the table. The lists are separated by blanks. */
export interface Row extends Language {
  interpreters?: string
  extensions?: string
  /** Whole file names, in lower case. */
  names?: string
}

const line = (sign: string): CommentSyntax => ({ open: Buffer.from(`${sign} `), close: Buffer.alloc(0) })
const block = (open: string, close: string): CommentSyntax => ({
  open: Buffer.from(`${open} `),
  close: Buffer.from(` ${close}`),
})

/** `#`, which may follow code on its line. */
export const HASH = line('#')
/** `//`, in languages that also have block comments between slash-star and star-slash. */
export const SLASHES = line('//')
const DASHES = line('--')
const SEMICOLON = line(';')
const PERCENT = line('%')
export const SLASH_STAR = block('/*', '*/')
const MARKUP = block('<!--', '-->')
/** What ends a page. The missing blanks tell it from the comment that earlier releases wrote, on a line of its own. */
export const TIGHT_MARKUP: CommentSyntax = { open: Buffer.from('<!--'), close: Buffer.from('-->') }
/** A comment in the part of a page that is outside of `<?php … ?>`. */
export const PHP_ISLAND = block('<?php /*', '*/ ?>')

// biome-ignore format: one row, one language
export const TABLE: readonly Row[] = [
  // The web.
  { type: 'JavaScript', syntax: 'javascript', comment: SLASHES,
    interpreters: 'node nodejs bun gjs cjs qjs d8 jsc js rhino jjs zx',
    extensions: 'js mjs cjs jsx es es6 _js bones jake jsb jscad jsfl jsm jss njs pac sjs ssjs xsjs xsjslib',
    names: 'jakefile' },
  { type: 'TypeScript', syntax: 'javascript', comment: SLASHES,
    interpreters: 'deno tsx ts-node ts-node-esm', extensions: 'ts mts cts tsx' },
  { type: 'CSS', syntax: 'css', comment: SLASH_STAR, extensions: 'css' },
  { type: 'SCSS', syntax: 'plain', comment: SLASHES, extensions: 'scss' },
  { type: 'Sass', syntax: 'plain', comment: SLASHES, extensions: 'sass' },
  { type: 'Less', syntax: 'plain', comment: SLASHES, extensions: 'less' },
  { type: 'HTML', syntax: 'html', comment: MARKUP, extensions: 'html htm' },
  { type: 'SVG', syntax: 'xml', comment: MARKUP, extensions: 'svg' },
  { type: 'XHTML', syntax: 'xml', comment: MARKUP, extensions: 'xhtml xht' },
  { type: 'XML', syntax: 'xml', comment: MARKUP, extensions: 'xml xsl xslt' },
  { type: 'Markdown', syntax: 'markdown', comment: MARKUP, extensions: 'md markdown' },
  { type: 'php', syntax: 'php', comment: SLASHES,
    interpreters: 'php php-cgi', extensions: 'php php3 php4 php5 php7 php8 phtml ctp phps php_cs',
    names: 'phakefile' },

  // Shells.
  { type: 'sh', syntax: 'shell', comment: HASH,
    interpreters: 'sh bash dash ash rbash mksh lksh pdksh posh yash bats openrc-run runscript',
    extensions: 'sh bash ash dash bats command' },
  { type: 'ksh', syntax: 'shell', comment: HASH, interpreters: 'ksh ksh93', extensions: 'ksh' },
  { type: 'zsh', syntax: 'shell', comment: HASH, interpreters: 'zsh', extensions: 'zsh' },
  { type: 'csh', syntax: 'shell', comment: HASH, interpreters: 'csh bsd-csh', extensions: 'csh' },
  { type: 'tcsh', syntax: 'shell', comment: HASH, interpreters: 'tcsh', extensions: 'tcsh' },
  { type: 'rc', syntax: 'shell', comment: HASH, interpreters: 'rc' },
  { type: 'fish', syntax: 'plain', comment: HASH, interpreters: 'fish', extensions: 'fish' },
  { type: 'nu', syntax: 'plain', comment: HASH, interpreters: 'nu', extensions: 'nu' },
  { type: 'elvish', syntax: 'plain', comment: HASH, interpreters: 'elvish', extensions: 'elv' },
  { type: 'powershell', syntax: 'powershell', comment: HASH,
    interpreters: 'pwsh powershell', extensions: 'ps1 psm1 psd1' },

  // Languages with `#`.
  { type: 'python', syntax: 'python', comment: HASH,
    interpreters: 'python pypy ipython micropython circuitpython jython xonsh sage bpython graalpy',
    extensions: 'py py3 pyi pyw pyde pyp pyt gyp gypi gclient lmi tac wsgi xpy bazel buck bzl star',
    names: 'sconscript sconstruct snakefile wscript workspace buck' },
  { type: 'ruby', syntax: 'ruby', comment: HASH,
    interpreters: 'ruby jruby rbx truffleruby macruby rake irb mruby',
    extensions: 'rb rake rbw rbx rbuild ru gemspec podspec jbuilder builder rabl thor watchr mspec god eye',
    names: 'rakefile gemfile capfile vagrantfile guardfile podfile brewfile berksfile dangerfile fastfile ' +
      'appraisals buildfile deliverfile jarfile mavenfile puppetfile snapfile thorfile .irbrc .pryrc' },
  { type: 'perl', syntax: 'perl', comment: HASH,
    interpreters: 'perl ack plackup', extensions: 'pl pm perl plx ph plh psgi', names: 'cpanfile rexfile' },
  { type: 'raku', syntax: 'raku', comment: HASH, interpreters: 'raku perl6', extensions: 'raku rakumod p6 pm6' },
  { type: 'tcl', syntax: 'tcl', comment: HASH,
    interpreters: 'tclsh wish tcl itclsh itkwish jimsh', extensions: 'tcl itk tk' },
  { type: 'expect', syntax: 'tcl', comment: HASH, interpreters: 'expect expectk' },
  { type: 'awk', syntax: 'plain', comment: HASH, interpreters: 'awk', extensions: 'awk' },
  { type: 'gawk', syntax: 'plain', comment: HASH, interpreters: 'gawk igawk', extensions: 'gawk' },
  { type: 'mawk', syntax: 'plain', comment: HASH, interpreters: 'mawk', extensions: 'mawk' },
  { type: 'nawk', syntax: 'plain', comment: HASH, interpreters: 'nawk original-awk goawk', extensions: 'nawk' },
  { type: 'sed', syntax: 'plain', comment: HASH, interpreters: 'sed gsed ssed', extensions: 'sed' },
  { type: 'jq', syntax: 'plain', comment: HASH, interpreters: 'jq gojq jaq', extensions: 'jq' },
  { type: 'R', syntax: 'plain', comment: HASH, interpreters: 'Rscript R r littler', extensions: 'r' },
  { type: 'julia', syntax: 'plain', comment: HASH, interpreters: 'julia', extensions: 'jl' },
  { type: 'elixir', syntax: 'plain', comment: HASH, interpreters: 'elixir iex', extensions: 'ex exs' },
  { type: 'crystal', syntax: 'plain', comment: HASH, interpreters: 'crystal', extensions: 'cr' },
  { type: 'nim', syntax: 'plain', comment: HASH, interpreters: 'nim', extensions: 'nim nims' },
  { type: 'coffee', syntax: 'plain', comment: HASH, interpreters: 'coffee', extensions: 'coffee' },
  { type: 'gnuplot', syntax: 'plain', comment: HASH, interpreters: 'gnuplot', extensions: 'gnuplot plt' },
  { type: 'janet', syntax: 'plain', comment: HASH, interpreters: 'janet', extensions: 'janet' },
  { type: 'octave', syntax: 'plain', comment: HASH, interpreters: 'octave octave-cli' },
  { type: 'make', syntax: 'plain', comment: HASH, interpreters: 'make gmake bmake' },
  { type: 'just', syntax: 'plain', comment: HASH, interpreters: 'just' },
  { type: 'nft', syntax: 'plain', comment: HASH, interpreters: 'nft' },

  // Languages with other signs. chalk reads these marks too, but takes `#` for the sign of those it has no row for.
  { type: 'terraform', syntax: 'plain', comment: SLASHES, interpreters: 'terraform', extensions: 'tf tfvars hcl nomad' },
  { type: 'groovy', syntax: 'plain', comment: SLASHES, interpreters: 'groovy nextflow', extensions: 'groovy gradle nf' },
  { type: 'kotlin', syntax: 'plain', comment: SLASHES, interpreters: 'kotlin kotlinc kscript', extensions: 'kts' },
  { type: 'scala', syntax: 'plain', comment: SLASHES, interpreters: 'scala scala-cli amm', extensions: 'sc' },
  { type: 'java', syntax: 'plain', comment: SLASHES, interpreters: 'java jbang' },
  { type: 'swift', syntax: 'plain', comment: SLASHES, interpreters: 'swift' },
  { type: 'dart', syntax: 'plain', comment: SLASHES, interpreters: 'dart' },
  { type: 'go', syntax: 'plain', comment: SLASHES, interpreters: 'go gorun yaegi' },
  { type: 'rust', syntax: 'plain', comment: SLASHES, interpreters: 'rust-script cargo' },
  { type: 'csharp', syntax: 'plain', comment: SLASHES, interpreters: 'dotnet dotnet-script', extensions: 'csx' },
  { type: 'fsharp', syntax: 'plain', comment: SLASHES, interpreters: 'fsharpi', extensions: 'fsx' },
  { type: 'lua', syntax: 'plain', comment: DASHES, interpreters: 'lua luajit luau texlua', extensions: 'lua' },
  { type: 'haskell', syntax: 'plain', comment: DASHES, interpreters: 'runhaskell runghc stack cabal' },
  { type: 'sql', syntax: 'plain', comment: DASHES, interpreters: 'psql', extensions: 'sql' },
  { type: 'lisp', syntax: 'plain', comment: SEMICOLON,
    interpreters: 'sbcl clisp ecl ccl emacs guile racket scheme csi gsi petite bb clojure clj fennel hy',
    extensions: 'lisp el scm ss rkt clj cljs bb fnl' },
  { type: 'erlang', syntax: 'plain', comment: PERCENT, interpreters: 'escript' },
  { type: 'prolog', syntax: 'plain', comment: PERCENT, interpreters: 'swipl gprolog yap' },
]

/**
 * Where chalk expects `//` instead of `#`: its names of interpreters, and the extensions that stand for them.
 * The latter are compared as they are written, so `A.JS` is a shell script to it.
 */
export const SLASHES_IN_CHALK = {
  interpreters: 'node php terraform',
  extensions:
    '_js bones cjs es6 jake jakefile js jsb jscad jsfl jsm jss mjs njs pac sjs ssjs xsjs xsjslib ' +
    'aw ctp phakefile php php3 php4 php5 php_cs dist phps phpt phtml hcl nomad tf',
}
