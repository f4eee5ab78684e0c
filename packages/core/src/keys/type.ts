/**
 * Types of keys, as the catalogue writes them:
 *
 *   string  int  bool  float  any  list[T]  dict[string, T]  tuple[T, U]  (T, U)  typespec[T]
 *
 * `(T, U)` is a tuple as well. A typespec is the name of a type, so its values are strings. Keys of a dict are
 * always strings, because marks and reports are JSON.
 */

export type KeyType =
  | { readonly kind: 'string' | 'int' | 'bool' | 'float' | 'any' }
  | { readonly kind: 'list'; readonly item: KeyType }
  | { readonly kind: 'dict'; readonly value: KeyType }
  | { readonly kind: 'tuple'; readonly items: readonly KeyType[] }

/**
 * Reads a type.
 * @throws SyntaxError if `text` is not one; that is a mistake in the catalogue, not in a user's values.
 */
export function parseType(text: string): KeyType {
  const tokens = text.match(/\w+|[^\s\w]/g) ?? []
  let at = 0

  function fail(): never {
    throw new SyntaxError(`${JSON.stringify(text)} is not the type of a key`)
  }

  function expect(token: string): void {
    if (tokens[at++] !== token) fail()
  }

  function listUpTo(close: string): KeyType[] {
    const types = [one()]
    while (tokens[at] === ',') {
      at++
      types.push(one())
    }
    expect(close)
    return types
  }

  function one(): KeyType {
    const word = tokens[at++]
    switch (word) {
      case 'string':
      case 'int':
      case 'bool':
      case 'float':
      case 'any':
        return { kind: word }
      case '(':
        return { kind: 'tuple', items: listUpTo(')') }
      case 'list':
      case 'dict':
      case 'tuple':
      case 'typespec':
        expect('[')
        return applied(word, listUpTo(']'))
      default:
        return fail()
    }
  }

  function applied(word: 'list' | 'dict' | 'tuple' | 'typespec', args: KeyType[]): KeyType {
    const [first, second] = args
    if (word === 'tuple') return { kind: 'tuple', items: args }
    if (word === 'list' && args.length === 1) return { kind: 'list', item: first! }
    if (word === 'dict' && args.length === 2 && first!.kind === 'string')
      return { kind: 'dict', value: second! }
    if (word === 'typespec' && args.length === 1) return { kind: 'string' }
    return fail()
  }

  const type = one()
  if (at !== tokens.length) fail()
  return type
}

/** Types that keys are seen with in reports besides the declared one. */
const ALSO: Readonly<Record<string, string>> = {
  // Declared a string; the reference program has always written the number.
  _OP_UNMARKED_COUNT: 'int',
}

/** The types that values of a key of the catalogue may have: the declared one, and what is also in use. */
export function typesOf(key: { readonly name: string; readonly type: string }): KeyType[] {
  const also = ALSO[key.name]
  return also === undefined ? [parseType(key.type)] : [parseType(key.type), parseType(also)]
}
