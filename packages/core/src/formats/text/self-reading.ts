/**
 * Programs that read their own text, such as installers that unpack what stands behind their last command, and
 * scripts that print their leading comments as a help text. They would read the mark, too.
 */
import type { Window } from '../../bytes/window.js'
import { wholeOf } from './block-comment.js'
import { javascriptComments } from './javascript.js'
import { HASH } from './language-table.js'
import { type Detected, languageOfInterpreter } from './languages.js'
import { withoutHeredocs } from './shell.js'
import { eachCommand } from './shell-words.js'

const REASON = 'belongs to a program that reads its own text'

/** Why a mark might be read by the program that it is put into: a verb phrase. */
export function selfReading(window: Window, language: Detected): string | undefined {
  const { syntax, type } = language
  if (syntax === 'shell') return shellReadsItself(wholeOf(window).toString('latin1')) ? REASON : undefined
  const pattern = PATTERNS[syntax] ?? PLAIN.find(([name]) => name.test(type))?.[1]
  if (!pattern || !window.whole) return undefined
  const text = window.whole.toString('latin1')
  if (!pattern.test(text)) return undefined
  return syntax === 'javascript' && isInComments(window, text, pattern) ? undefined : REASON
}

/** Whether all matches stand in comments, as the examples in documentation do. */
function isInComments(window: Window, text: string, pattern: RegExp): boolean {
  const commentAt = javascriptComments(window)
  const matches = [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))]
  return matches.every(({ index, 0: call }) => (commentAt(index) ?? 0) >= index + call.length)
}

/** Node's, Deno's and Bun's names for the path of the running file. */
const JS_SELF = String.raw`(?:__filename\b|import\.meta\.(?:filename|path)\b|process\.argv\[1\]|(?:new URL\()?(?:url\.|\w+\.)?(?:fileURLToPath\(\s*)?import\.meta\.url\b)`
const PHP_SELF = String.raw`(?:__FILE__\b|\$_SERVER\[['"](?:SCRIPT_FILENAME|PHP_SELF|SCRIPT_NAME)['"]\])`

/** For each syntax: a call that reads a file, on the program's own path. What may stand between is bounded, as is the time that it takes. */
const PATTERNS: Partial<Record<Detected['syntax'], RegExp>> = {
  python:
    /\b(?:open|Path|FileIO|ZipFile|PyZipFile|getlines?|getsize|stat|fopen|checkcache|input)\s*\(\s*(?:str\(\s*)?(?:__file__\b|sys\.argv\[0\])(?!\s*\)\s*\.(?:parent|resolve\(\)\.parent|absolute\(\)\.parent|stem|name|with_|exists|as_|relative))|\bgetsource(?:lines)?\(\s*(?:sys\.modules\[__name__\]|__import__)/,
  perl: /\bopen\b[^;\n]{0,80}(?:\$0\b|\$PROGRAM_NAME\b|__FILE__\b)|<\s*\$0\s*>|(?<!\bperl\b[^\n;]{0,80})-[sM]\s*(?:\(\s*)?(?:\$0\b|__FILE__\b)|\b(?:seek|tell|sysseek)\s*(?:\(\s*)?(?:\*|\\\*)?(?:main::)?DATA\b|\b(?:addfile|slurp|read_file|read_text|path|stat)\s*(?:\(\s*)?(?:\$0\b|__FILE__\b)|@ARGV\s*=\s*(?:\(\s*)?\$0\b/,
  ruby: /\b(?:(?:File|IO|Pathname)(?:\.|::)(?:read|readlines|binread|open|new|foreach|size|stat)|open|Pathname|digest\.file|load_file)\b\s*(?:\(\s*)?(?:__FILE__\b|\$0\b|\$PROGRAM_NAME\b)|\bDATA\.(?:rewind|seek|pos\s*=|pos=|reopen)|\bSCRIPT_LINES__\b/,
  raku: /(?:\$\*PROGRAM(?:-NAME)?|\$\?FILE)(?:\.IO)?\.(?:slurp|lines|open|words|comb|split|s\b)|\b(?:slurp|open|lines)\s*(?:\(\s*)?(?:\$\*PROGRAM|\$\?FILE)/,
  php: new RegExp(
    String.raw`\b(?:file_get_contents|fopen|file|readfile|highlight_file|show_source|php_strip_whitespace|filesize|md5_file|sha1_file|hash_file|SplFileObject|Phar|ZipArchive|stat)\s*\(\s*(?:['"]\w+['"]\s*,\s*)?${PHP_SELF}`,
    'i',
  ),
  javascript: new RegExp(
    String.raw`\b(?:readFile(?:Sync)?|readTextFile(?:Sync)?|createReadStream|open(?:Sync)?|Bun\.file|statSync|fetch)\s*\(\s*${JS_SELF}`,
  ),
  tcl: /\b(?:open|file\s+size|file\s+stat|readFile)\s+(?:\[\s*(?:file normalize\s+)?(?:\[\s*)?info\s+script\s*\]|\$(?:::)?argv0\b)/,
  powershell:
    /\b(?:Get-Content|gc|cat|type|Select-String|Get-FileHash|ReadAll(?:Text|Lines|Bytes)\s*\()[^\n|;]{0,60}(?:\$PSCommandPath\b|\$MyInvocation\.MyCommand\.(?:Path|Definition)\b)|\$MyInvocation\.MyCommand\.(?:ScriptContents|ScriptBlock)\b/i,
}

/** The same for languages of the plain syntax, by their names. */
const PLAIN: [RegExp, RegExp][] = [
  [
    /lua/,
    /\bio\.(?:open|lines|input)\s*(?:\(\s*)?arg\s*\[\s*0\s*\]|\bdebug\.getinfo\s*\([^)]{0,300}\)\s*\.(?:source|short_src)\b/,
  ],
  [
    /^fish$/,
    /\b(?:cat|sed|awk|grep|head|tail|read|string)\b[^\n;|]{0,500}\(\s*status\s+(?:-f|--current-filename|current-filename|filename)\s*\)/,
  ],
  [
    /^(?:R|Rscript|r)$/,
    /\b(?:readLines|readChar|scan|file|source)\s*\(\s*(?:commandArgs|sys\.frame|this\.path|scriptName)/,
  ],
  [/^make|^gmake/, /\$[({]MAKEFILE_LIST[)}]|\$[({](?:lastword|firstword) \$[({]MAKEFILE_LIST/],
  [/^elixir$/, /\bFile\.(?:read|stream|open)!?\s*(?:\(\s*)?(?:__ENV__\.file|__FILE__)/],
  [/^julia$/, /\b(?:read|open|readlines|eachline)\s*\(\s*(?:@__FILE__|PROGRAM_FILE)/],
  [
    /^crystal$/,
    /\bread(?:_file|_lines)?\s*(?:\(\s*)?__FILE__|\bFile\.(?:read|open)\w*\s*(?:\(\s*)?(?:__FILE__|PROGRAM_NAME)/,
  ],
]

// Shells.

/** Programs that read files or tell their size, and that may do so with their own script. */
const READERS = new Set(
  (
    'sed gsed ssed tail head awk gawk mawk nawk original-awk grep egrep fgrep zgrep pcregrep rg ag ack cat tac more less ' +
    'most pg view dd cut wc cksum sum md5sum md5 sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum ' +
    'cmp diff sdiff comm join paste base64 base32 basenc openssl gpg gpg2 gpgv uudecode uuencode tar bsdtar gtar ' +
    'unzip funzip gunzip gzip zcat gzcat unxz xz xzcat lzma unlzma bunzip2 bzip2 bzcat unzstd zstd zstdcat lz4 7z 7za ' +
    '7zr cpio ar pax shar rpm2cpio strings od xxd hexdump hd split csplit sort uniq nl fold fmt pr rev expand ' +
    'unexpand column ed ex vi vim nvim m4 cpp gcc cc c99 tcc clang g++ java javac jq iconv recode dos2unix ' +
    'mapfile readarray patch ispell aspell crc32'
  ).split(' '),
)

/** Programs whose own language decides what they read. With a program in their arguments, the script may be data. */
const INTERPRETERS = /^(?:perl|ruby|python|pypy|node|php|lua|tclsh|guile)[\d.]*$/

/** What stands before a command's name. */
const BEFORE_NAME = new Set(
  'if then else elif do while until ! { time exec command builtin sudo doas env nice nohup eval local export declare typeset readonly'.split(
    ' ',
  ),
)

/** The script's own path, unquoted. */
const SELF =
  /^(?:\$0|\$\{0\}|\$\{?BASH_SOURCE\b(?:\[[^\]]*\])?\}?|\$\{?ZSH_ARGZERO\}?|\$\{\(%\):-%[xN]\}|\$argv0|\$\{0:[aA]\})$/
/** A path that ends in the script's own name, or a substitution that gives its path. */
const SELF_NAMED = /\/(?:\$\(\s*basename\s[^)]*\$\{?0[^)]*\)|`\s*basename\s[^`]*\$\{?0[^`]*`|\$\{0##\*\/\})$/
const SELF_RESOLVED =
  /^(?:\$\(|`)\s*(?:command\s+-v|which|type\s+-p|whence|readlink|greadlink|realpath|grealpath|cygpath|abspath|echo|printf)\b[^()`]*(?:\$0|\$\{0\}|\$\{?BASH_SOURCE)[^()`]*[)`]$/
/** Longest word that is taken for a path, in characters. */
const LONGEST_PATH = 1024
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s

/** Whether a command of the script reads the script. */
function shellReadsItself(script: string): boolean {
  if (!/\$\{?0|BASH_SOURCE|ZSH_ARGZERO|%[xN]|argv0/.test(script)) return false
  /** Variables that hold the script's path. */
  const names = new Set<string>()
  let found = false
  const joined = withoutHeredocs(script).replaceAll('\\\n', '')
  // Functions may be called in any order, so variables are looked for first.
  const isFollowed = [false, true].every((isSecond) =>
    eachCommand(joined, (words) => {
      for (const word of words) note(word, names)
      found ||= isSecond && readsSelf(words, names)
    }),
  )
  return found || !isFollowed
}

function note(word: string, names: Set<string>): void {
  const [, name, value] = ASSIGNMENT.exec(word) ?? []
  if (name !== undefined && isSelf(value!, names)) names.add(name)
}

/** Whether a word is the path of the script. */
function isSelf(word: string, names: Set<string>): boolean {
  if (word.length > LONGEST_PATH || !/[$`]/.test(word)) return false
  const plain = word.replaceAll('"', '')
  if (SELF.test(plain) || SELF_NAMED.test(plain) || SELF_RESOLVED.test(plain)) return true
  const variable = /^\$\{?(\w+)\}?$/.exec(plain)?.[1]
  return variable !== undefined && names.has(variable)
}

function readsSelf(words: string[], names: Set<string>): boolean {
  let first = 0
  while (first < words.length && (BEFORE_NAME.has(words[first]!) || ASSIGNMENT.test(words[first]!))) first++
  const command = (words[first] ?? '').replace(/^.*\//, '').replaceAll('"', '')
  const isRead = words.some((word, i) => words[i - 1] === '<' && words[i - 2] !== '<' && isSelf(word, names))
  if (isRead) return true
  const operands = words.slice(first + 1).filter((word) => !/^-./.test(word) && word !== '<' && word !== '>')
  const selves = operands.filter((word) => isSelf(word, names) || isInputFile(word, names))
  if (selves.length === 0) return false
  if (/grep$|^rg$|^ag$|^ack$/.test(command)) return isGrepped(words.slice(first + 1), names)
  if (command === 'stat' || command === 'ls' || command === 'du')
    return words.some((word) => /%s|%b|%z/.test(word))
  const language = languageOfInterpreter(command)
  if (language !== undefined && language.comment !== HASH) return true
  if (INTERPRETERS.test(command)) return words.some((word) => /^-(?:[a-zA-Z]*[encp]|)$/.test(word))
  return READERS.has(command)
}

/** `if=$0`, as `dd` has it. */
function isInputFile(word: string, names: Set<string>): boolean {
  return word.startsWith('if=') && isSelf(word.slice(3), names)
}

/** The first operand of grep is a pattern, unless an option holds that. */
function isGrepped(args: string[], names: Set<string>): boolean {
  const operands = args.filter((word) => !word.startsWith('-'))
  const hasPattern = args.some((word) => /^-[a-zA-Z]*[ef]/.test(word) || /^--(?:regexp|file)/.test(word))
  return operands.some((word, i) => (i > 0 || hasPattern) && isSelf(word, names))
}
