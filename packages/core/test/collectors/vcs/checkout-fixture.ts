/** Folders in which version control systems make real repositories. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Collector } from '../../../src/collectors/collector.js'
import { runCollectors } from '../../../src/collectors/run.js'
import { checkValue } from '../../../src/keys/index.js'
import { asking } from '../worlds.js'

export class Checkouts {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'checkouts-')))
  /** A home of its own: programs write settings there. */
  readonly env = {
    PATH: process.env.PATH!,
    HOME: join(this.root, 'home'),
    USER: 'jane',
    HGRCPATH: '',
    HGUSER: 'Jane <jane@example.com>',
  }

  constructor() {
    mkdirSync(this.env.HOME)
  }

  path(...names: string[]): string {
    return join(this.root, ...names)
  }

  write(name: string, content: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true })
    writeFileSync(this.path(name), content)
  }

  run(folder: string, program: string, ...args: string[]): string {
    const options = { cwd: this.path(folder), env: this.env, encoding: 'utf8', stdio: 'pipe' } as const
    return execFileSync(program, args, options)
  }

  /** What is in the home folder: collecting must put nothing there. */
  home(): string[] {
    return readdirSync(this.env.HOME).sort()
  }

  /** All keys of a collector for a folder, each of the right type. */
  async collect(collector: Collector, folder: string, env: Record<string, string> = {}) {
    const question = asking(collector.keys, { root: this.path(folder), env: { ...this.env, ...env } })
    const facts = await runCollectors([collector], ...question, 20_000)
    const wrong = Object.entries(facts.keys).flatMap(([key, value]) => checkValue(key, value) ?? [])
    if (wrong.length > 0) throw new Error(wrong.join())
    return facts
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
