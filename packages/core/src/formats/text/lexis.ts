/**
 * How comments end in each language. This says what a mark must not hold in a comment of that language, and it
 * finds block comments in which a line only looks like a comment.
 *
 * Patterns are matched against bytes as Latin-1. JSON allows no control characters within strings, so those matter only
 * between the parts of a mark.
 */
import type { Syntax } from './language-table.js'

/** A kind of comment that has an end sign. */
export interface Block {
  /** Sticky. */
  open: RegExp
  /** The end sign that belongs to what {@link open} matched; undefined if this kind is not followed. */
  close: (opened: string) => string | undefined
  /** Such comments nest, or may nest: an inner one has to be closed as well. */
  nests?: true
}

export interface Lexis {
  /** What ends a line comment. */
  lineEnd: RegExp
  block?: Block
  /** What has an effect inside a block comment, besides its end. */
  inBlock?: RegExp
  /** `\u` escapes are read before comments are, as in Java (JLS 17, 3.2 and 3.3). */
  unicodeEscapes?: true
  /** What begins with the comment sign but is no line comment. */
  noComment?: RegExp
  /** A comment has to be at the very start of its line: a line that begins with blanks is passed to a shell. */
  flush?: true
  /**
   * What opens a string that spans lines in this language (besides the common ways), or ends the program before the
   * file ends.
   */
  opener?: RegExp
  /**
   * What may take a comment at the end of the program for something else: rows for `COPY … FROM stdin` (PostgreSQL, psql),
   * a recipe (GNU make, 5.1 and `.RECIPEPREFIX`); or what gives comments another sign (zshparam, `histchars`).
   */
  taker?: RegExp
  /** A slash may open a string that spans lines. */
  slashQuotes?: true
  /** The signs that open strings, if they are others than `'`, `"` and the backtick. */
  quotes?: string
}

/** Lines end at LF or CR, and no interpreter of the language reads on behind the others. */
const ASCII = /[\0\n\v\f\r\x1a]/
/** And at U+2028 and U+2029 (ECMA-262, 12.3). */
const ECMASCRIPT = /[\0\n\v\f\r\x1a]|\xe2\x80[\xa8\xa9]/
/** And at U+0085, as in C#, Raku and Scheme (ECMA-334, 6.3.2; R6RS, 4.2.1); U+FFFF ends the input of Groovy's lexer. */
const UNICODE = /[\0\n\v\f\r\x1a]|\xc2\x85|\xe2\x80[\xa8\xa9]|\xef\xbf[\xbe\xbf]/
/** `?>` ends a comment with the program (php.net/manual/en/language.basic-syntax.comments.php); `%>` did in PHP 5. */
const PHP = /[\0\n\v\f\r\x1a]|[?%]>/

const between = (open: RegExp, close: string, nests?: true): Block => ({
  open: new RegExp(open.source, 'y'),
  close: () => close,
  nests,
})
const SLASH_STAR = between(/\/\*/, '*/')
const NESTING = between(/\/\*/, '*/', true)
/** `--[[` or `--[==[` (Lua 5.4 Reference Manual, 3.1). */
const LONG_BRACKETS: Block = {
  open: /--\[=*\[/y,
  close: (opened) => `]${opened.slice(3, -1)}]`,
}

/** An expansion in which a quote or a `#` is not what it is elsewhere: `${x#"}` (POSIX, Shell Command Language, 2.6.2). */
const EXPANSION = /\$\{(?:(?!\$\{)[^}])*(?:['"`\\]|$)/
/** A brace, or a quote inside of a word, which does not open a string (tcl.tk, "Tcl", rules 4 and 6). */
const TCL_WORD = /\{|^(?!(?:[^"]|(?<![^\s[;])"(?:[^"\\]|\\.)*"(?![^\s\];]))*$)/

/** For each row of the table, by its type: where it differs from {@link DEFAULT}. */
// biome-ignore format: one line, one language
const LEXIS: Record<string, Partial<Lexis>> = {
  JavaScript: { lineEnd: ECMASCRIPT, block: SLASH_STAR },
  TypeScript: { lineEnd: ECMASCRIPT, block: SLASH_STAR },
  CSS: { block: SLASH_STAR },
  // Loud comments are interpolated (sass-lang.com/documentation/syntax/comments).
  SCSS: { block: SLASH_STAR, inBlock: /#\{/ },
  Sass: { block: SLASH_STAR, inBlock: /#\{/ },
  Less: { block: SLASH_STAR },
  php: { lineEnd: PHP, block: SLASH_STAR },

  sh: { lineEnd: ASCII, opener: EXPANSION }, ksh: { lineEnd: ASCII, opener: EXPANSION },
  zsh: { lineEnd: ASCII, opener: EXPANSION, taker: /(?<!\$\{?)\bhistchars\b|\bhistchars:{1,2}=/i }, csh: { lineEnd: ASCII },
  tcsh: { lineEnd: ASCII }, rc: { lineEnd: ASCII }, fish: { lineEnd: ASCII },
  powershell: { block: between(/<#/, '#>') },
  python: { lineEnd: ASCII },
  ruby: { lineEnd: ASCII, slashQuotes: true,
    opener: /^=\w|^__END__|\$['"`]|%[qQwWiIrsx]?(?=\s|$)/ },
  perl: { lineEnd: ASCII, slashQuotes: true,
    opener: /(?<![$@%&\w])(?:q[qrwx]?|[msy]|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|^__\w+__|\$['"`]|(?<![$@%&\w])(?:q[qrwx]?|[msy]|tr)[ \t]*$|^\s*format\b.*=\s*$/ },
  raku: { block: { open: /#`/y, close: () => undefined }, noComment: /^#`/, slashQuotes: true,
    opener: /(?<![$@%&\w])(?:[qQ]\w*|[msy]|rx|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|[\xab\u201c\u2018\u300c]/ },
  tcl: { lineEnd: ASCII, opener: TCL_WORD },
  expect: { lineEnd: ASCII, opener: TCL_WORD },
  awk: { lineEnd: ASCII }, gawk: { lineEnd: ASCII }, mawk: { lineEnd: ASCII }, nawk: { lineEnd: ASCII },
  sed: { lineEnd: ASCII },
  julia: { block: between(/#=/, '=#', true) },
  nim: { block: between(/##?\[/, ']#', true) },
  coffee: { lineEnd: ECMASCRIPT, block: between(/###(?!#)/, '###'), opener: /\/\/\// },
  octave: { block: { open: /[#%]\{[ \t]*\r?$/y, close: () => undefined } },
  make: { lineEnd: ASCII, flush: true, opener: /^[ \t]*(?:(?:override|export|private)[ \t]+)*define\b/, taker: /RECIPEPREFIX/ },
  just: { flush: true },

  terraform: { block: SLASH_STAR },
  groovy: { block: SLASH_STAR, unicodeEscapes: true, slashQuotes: true },
  kotlin: { block: NESTING },
  scala: { block: NESTING, unicodeEscapes: true },
  java: { block: SLASH_STAR, unicodeEscapes: true },
  swift: { block: NESTING, opener: /#\// },
  dart: { block: NESTING },
  go: { lineEnd: ASCII, block: SLASH_STAR },
  rust: { lineEnd: ASCII, block: NESTING },
  csharp: { block: SLASH_STAR },
  fsharp: { block: between(/\(\*(?!\))/, '*)', true) },
  lua: { lineEnd: ASCII, block: LONG_BRACKETS },
  // `-->` is an operator (Haskell 2010, 2.3).
  haskell: { block: between(/\{-/, '-}', true), noComment: /^--+[!#$%&*+./<=>?@\\^|~:]/ },
  // PostgreSQL's comments nest, others' do not. MySQL's `--` needs a blank.
  // Names in brackets may span lines, as in SQLite and Transact-SQL.
  sql: { block: NESTING, noComment: /^--[^\s-]/, opener: /\[[^[\]]*$/, taker: /\bp?stdin\b/i },
  lisp: { block: between(/#\|/, '|#', true), quotes: '"|' },
  prolog: { block: SLASH_STAR },
}

const DEFAULT: Lexis = { lineEnd: UNICODE }

/** What is known of a language. `type` is that of its row; undefined for a program in an unknown language. */
export function lexisOf(type: string | undefined): Lexis {
  return type === undefined ? DEFAULT : { ...DEFAULT, ...LEXIS[type] }
}

/** What ends a comment of markup. XML's must not hold two dashes, or what is no character (XML 1.0, [15] and [2]). */
const MARKUP: Partial<Record<Syntax, RegExp>> = {
  html: /--!?>/,
  markdown: /--!?>/,
  xml: /--|\xef\xbf[\xbe\xbf]/,
}

export function isMarkup({ syntax }: Commented): boolean {
  return syntax in MARKUP
}

/** Line ends and ends of input, spelled as escapes. */
const ESCAPED_LINE_END = /\\u+(?:00(?:0[acd]|1a)|ffff)/gi
/** The end or the beginning of a block comment with one or both of its signs written as escapes. */
const ESCAPED_CLOSE = /(?:\*|\\u+002a)(?:\/|\\u+002f)/gi
const ESCAPED_OPEN = /(?:\/|\\u+002f)(?:\*|\\u+002a)/gi

/** A language, as far as its comments matter. */
export interface Commented {
  syntax: Syntax
  lexis: Lexis
}

/**
 * What in `text` ends a comment that begins with `opener`, or has an effect in it; undefined if nothing does.
 * @param text bytes as Latin-1, of a mark or of what begins with one.
 */
export function endWithin(text: string, { syntax, lexis }: Commented, opener: string): Ending | undefined {
  const markup = MARKUP[syntax]
  if (markup) return ending(markup.exec(text))
  const { block, unicodeEscapes } = lexis
  const opened = block && opens(block, opener)
  const close = opened === undefined ? undefined : block?.close(opened)
  if (!block || close === undefined)
    return first(
      ending(lexis.lineEnd.exec(text)),
      unicodeEscapes ? escaped(text, ESCAPED_LINE_END) : undefined,
    )
  const again = block.nests ? indexed(text, new RegExp(block.open.source)) : undefined
  return first(
    indexed(text, close),
    again,
    lexis.inBlock ? ending(lexis.inBlock.exec(text)) : undefined,
    unicodeEscapes ? escaped(text, ESCAPED_CLOSE) : undefined,
    unicodeEscapes && block.nests ? escaped(text, ESCAPED_OPEN) : undefined,
  )
}

/** The sign at `at` in `text` that opens a block comment, if there is one. */
export function opens(block: Block, text: string, at = 0): string | undefined {
  block.open.lastIndex = at
  return block.open.exec(text)?.[0]
}

/** Where a comment ends, and at what. */
export interface Ending {
  at: number
  what: string
}

function ending(match: RegExpExecArray | null): Ending | undefined {
  return match ? { at: match.index, what: match[0] } : undefined
}

function indexed(text: string, what: string | RegExp): Ending | undefined {
  if (typeof what !== 'string') return ending(what.exec(text))
  const at = text.indexOf(what)
  return at < 0 ? undefined : { at, what }
}

function first(...endings: (Ending | undefined)[]): Ending | undefined {
  return endings
    .filter((one) => !!one)
    .sort((a, b) => a.at - b.at)
    .at(0)
}

/** The first match in which no backslash is itself escaped by an odd number of others before it (JLS 17, 3.3). */
function escaped(text: string, pattern: RegExp): Ending | undefined {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    let before = match.index
    if (text[before] === '\\') while (text[before - 1] === '\\') before--
    if ((match.index - before) % 2 === 0) return { at: match.index, what: match[0] }
    pattern.lastIndex = match.index + 1
  }
  return undefined
}
