import { describe, expect, it } from 'vitest'
import { placeholdersIn, type Substitutions, substitute } from '../../src/keys/substitute.js'

const VALUES: Substitutions = {
  chalk_id: '6RW6AD-1SCM-T3CE-3561JP',
  now: '1795321306399',
  path: '/srv/a b/ü.js',
  hash: 'c39b',
  tenant: 'acme',
  random: '383a007ec7e546f1',
}

describe('substitute', () => {
  it('fills in all six, as often as they stand there', () => {
    const template = 'https://x/{tenant}/{chalk_id}?h={hash}&t={now}&r={random}#{hash}'
    expect(substitute(template, VALUES)).toEqual({
      text: 'https://x/acme/6RW6AD-1SCM-T3CE-3561JP?h=c39b&t=1795321306399&r=383a007ec7e546f1#c39b',
      missing: [],
    })
  })

  it('puts paths in as they are', () => {
    expect(substitute('file://{path}', VALUES).text).toBe('file:///srv/a b/ü.js')
  })

  it('leaves other braces alone', () => {
    const text = '{} {user} {CHALK_ID} { hash } {hash {{x}} $& {constructor}'
    expect(substitute(text, VALUES)).toEqual({ text, missing: [] })
  })

  it('fills in once: what a value holds stays', () => {
    const values = { ...VALUES, tenant: '{hash}$&$1', path: '{path}' }
    expect(substitute('{tenant}{path}', values).text).toBe('{hash}$&$1{path}')
  })

  it('says what is missing, once each, and leaves it in the text', () => {
    const values = { ...VALUES, random: undefined, tenant: undefined }
    expect(substitute('{random}/{hash}/{tenant}/{random}', values)).toEqual({
      text: '{random}/c39b/{tenant}/{random}',
      missing: ['random', 'tenant'],
    })
  })

  it('takes an empty value for a value', () => {
    expect(substitute('a{tenant}b', { ...VALUES, tenant: '' })).toEqual({ text: 'ab', missing: [] })
  })
})

describe('placeholdersIn', () => {
  it('lists each once, in order', () => {
    expect(placeholdersIn('{now}{path}{now}{user}')).toEqual(['now', 'path'])
    expect(placeholdersIn('https://example.com/')).toEqual([])
  })

  it('starts anew with every text', () => {
    expect(placeholdersIn('{now}')).toEqual(['now'])
    expect(placeholdersIn('{now}')).toEqual(['now'])
  })
})
