/** Folders in which version control systems make real repositories. */
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
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

  /**
   * Puts a journal beside a database as a transaction over several databases leaves it that ended half done: SQLite
   * deletes the file that it names. sqlite.org/fileformat2.html, "The Rollback Journal"
   */
  leaveJournal(database: string, victim: string): void {
    const path = this.path(database)
    const content = readFileSync(path)
    const pageSize = content.readUInt16BE(16) === 1 ? 65_536 : content.readUInt16BE(16)
    const name = Buffer.from(this.path(victim))
    const number = (value: number) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes
    }
    const numbers = (...values: number[]) => Buffer.concat(values.map(number))
    const magic = Buffer.from('d9d505f920a163d7', 'hex')
    const head = Buffer.concat([magic, numbers(0, 0, content.length / pageSize, 512, pageSize)])
    const sum = name.reduce((total, byte) => total + byte, 0)
    const end = [numbers(Math.floor(0x40000000 / pageSize) + 1), name, numbers(name.length, sum), magic]
    writeFileSync(`${path}-journal`, Buffer.concat([head, Buffer.alloc(512 - head.length), ...end]))
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
