/** A quick look at which commit is checked out: some small files, and no process. */
import { type Env, thisHost } from '../../host.js'
import { findRepository, readHead } from './repository.js'

/**
 * What HEAD is, as a text that differs after a commit or a checkout; empty if there is no repository.
 * @param root absolute: where the repository is looked for.
 */
export function headOf(root: string, env: Env): string {
  const host = thisHost(env)
  try {
    const repository = findRepository(host, root)
    return repository ? JSON.stringify([repository.gitDir, readHead(host, repository)]) : ''
  } catch {
    // The collector meets the same error, and reports it.
    return ''
  }
}
