/** chalkmark extract --env-vars */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { chalkmark } from './command.js'

test('a mark in a variable is read, and its name stands in the place of a path', async () => {
  const cwd = makeTree({ 'app.sh': '#!/bin/sh\necho 1\n' })
  await chalkmark(['insert', 'app.sh', '--no-report'], { cwd })
  const script = readFileSync(`${cwd}/app.sh`, 'utf8')
  const env = { APP_SCRIPT: script }
  const without = await chalkmark(['extract', '--json', 'app.sh'], { cwd, env })
  expect(JSON.parse(without.stdout)[0]._CHALKS).toHaveLength(1)
  const { code, stdout, stderr } = await chalkmark(['extract', '--json', '--env-vars', 'app.sh'], {
    cwd,
    env,
  })
  expect(JSON.parse(stdout)[0]._CHALKS).toMatchObject([
    { _VALIDATED_METADATA: true },
    { _OP_ARTIFACT_ENV_VAR_NAME: 'APP_SCRIPT', _VALIDATED_METADATA: true, _OP_ARTIFACT_TYPE: 'sh' },
  ])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const [mark] = /\{ "MAGIC".* \}/.exec(script)!
  const alone = await chalkmark(['extract', '--json', '--env-vars', 'app.sh'], { cwd, env: { MARK: mark } })
  expect(alone.stderr).toMatch(/unchecked: \$MARK: it stands alone in a variable/)
  expect(alone.code).toBe(1)
})
