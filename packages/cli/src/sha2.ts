/** node:crypto in the place of @noble/hashes: see tsup.config.ts. */
import { createHash } from 'node:crypto'

/** SHA-256 of `bytes`, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
