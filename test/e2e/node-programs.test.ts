/** What Node loads and is made into: addons and single executables, before and after marking. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { extract, insert } from '@chalkmark/core/operations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTool } from '../../packages/core/test/tool.js'

const linux = process.platform === 'linux'
const require = createRequire(import.meta.url)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chalkmark-node-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)

function run(path: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', cwd: folder })
  return { status, stdout, stderr }
}

/** Marks the file where it is. */
async function mark(name: string, type: string): Promise<void> {
  const options = { paths: [name], cwd: folder, root: folder, env: {} }
  const { problems } = await insert(options)
  expect(problems).toEqual([])
  const { chalks } = await extract(options)
  expect(chalks).toMatchObject([{ ARTIFACT_TYPE: type, _VALIDATED_METADATA: true }])
}

/**
 * An addon that answers 42. Node-API keeps its binary interface, so what it uses of it is declared here and no
 * headers are needed (nodejs.org/api/n-api.html).
 */
const ADDON = `
#include <stddef.h>
#include <stdint.h>
typedef struct env *napi_env;
typedef struct value *napi_value;
typedef napi_value (*napi_callback)(napi_env, void *);
int napi_create_int32(napi_env, int32_t, napi_value *);
int napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
__attribute__((visibility("default"))) int32_t node_api_module_get_api_version_v1(void) { return 8; }
static napi_value answer(napi_env env, void *info) {
  napi_value result = NULL;
  napi_create_int32(env, 42, &result);
  return result;
}
__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value result = NULL;
  napi_create_function(env, "answer", (size_t)-1, answer, NULL, &result);
  return result;
}
`

describe.skipIf(!linux || !hasTool('gcc'))('an addon', () => {
  it('is loaded the same', async () => {
    writeFileSync(at('addon.c'), ADDON)
    execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', 'addon.node', 'addon.c'], { cwd: folder })
    const answer = () => run(process.execPath, '-p', 'require("./addon.node")()')
    expect(answer()).toEqual({ status: 0, stdout: '42\n', stderr: '' })
    await mark('addon.node', 'ELF')
    expect(answer()).toEqual({ status: 0, stdout: '42\n', stderr: '' })
  })
})

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

describe.skipIf(!linux)('a single executable made with postject', () => {
  /** Makes Node's own program into one that runs the script (nodejs.org/api/single-executable-applications.html). */
  function inject(node: string): void {
    const postject = join(dirname(require.resolve('postject')), 'cli.js')
    const args = [postject, at(node), 'NODE_SEA_BLOB', at('sea.blob'), '--sentinel-fuse', FUSE]
    execFileSync(process.execPath, args, { stdio: 'pipe' })
  }
  beforeAll(() => {
    writeFileSync(
      at('main.cjs'),
      'console.log("single", process.argv.slice(2), require("node:sea").isSea())\nprocess.exitCode = 3\n',
    )
    writeFileSync(
      at('sea.json'),
      JSON.stringify({ main: 'main.cjs', output: 'sea.blob', disableExperimentalSEAWarning: true }),
    )
    execFileSync(process.execPath, ['--experimental-sea-config', 'sea.json'], { cwd: folder, stdio: 'pipe' })
  })
  const OUTPUT = { status: 3, stdout: "single [ 'a' ] true\n", stderr: '' }

  it('marked when it is made: runs the same', async () => {
    copyFileSync(process.execPath, at('made'))
    inject('made')
    expect(run(at('made'), 'a')).toEqual(OUTPUT)
    await mark('made', 'ELF')
    expect(run(at('made'), 'a')).toEqual(OUTPUT)
  }, 120_000)

  it('made of a marked Node: runs the same', async () => {
    copyFileSync(process.execPath, at('node'))
    await mark('node', 'ELF')
    inject('node')
    expect(run(at('node'), 'a')).toEqual(OUTPUT)
  }, 120_000)
})
