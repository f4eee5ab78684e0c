/** A variable with a wrong value: what Node prints of the error holds no secret. */
import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { openDelivery } from '../../src/sinks/index.js'
import { ownStateFolder } from './support.js'

ownStateFolder()

it('neither in the message nor in a cause', () => {
  const env = { CHALKMARK_POST_URL: 'ftp://jane:hV7nQ2xK9p41Zt4w@host/' }
  let said = ''
  try {
    openDelivery({ options: {}, env, root: process.cwd() })
  } catch (error) {
    said = inspect(error)
  }
  expect(said).toContain('CHALKMARK_POST_URL')
  expect(said).not.toContain('hV7nQ2xK9p41Zt4w')
})
