/**
 * Mach-O as the tests see it, written apart from the codec and after Apple's headers alone: a strict verifier of ad-hoc
 * signatures, a signer for test inputs, and lipo's layout.
 */
import { createHash } from 'node:crypto'

export interface Command {
  cmd: number
  offset: number
  size: number
}

const LINKEDIT = '__LINKEDIT'

export function commandsOf(file: Buffer): Command[] {
  const commands: Command[] = []
  let offset = 32
  while (commands.length < file.readUInt32LE(16)) {
    commands.push({ cmd: file.readUInt32LE(offset), offset, size: file.readUInt32LE(offset + 4) })
    offset += file.readUInt32LE(offset + 4)
  }
  if (offset !== 32 + file.readUInt32LE(20)) throw new Error('ncmds and sizeofcmds disagree')
  return commands
}

export function linkedit(file: Buffer): {
  offset: number
  vmsize: number
  fileoff: number
  filesize: number
} {
  for (const { cmd, offset } of commandsOf(file)) {
    if (
      cmd !== 0x19 ||
      !file
        .subarray(offset + 8, offset + 24)
        .toString()
        .startsWith(LINKEDIT)
    )
      continue
    const [vmsize, fileoff, filesize] = [32, 40, 48].map((at) => Number(file.readBigUInt64LE(offset + at)))
    return { offset, vmsize: vmsize!, fileoff: fileoff!, filesize: filesize! }
  }
  throw new Error('no __LINKEDIT')
}

export interface CodeDirectory {
  slot: number
  flags: number
  identifier: string
  hashType: number
  specialSlots: Map<number, string>
}

export interface CodeSignature {
  dataoff: number
  directories: CodeDirectory[]
  /** Contents of the other blobs by slot, in hex. */
  blobs: Map<number, string>
}

function digest(hashType: number, bytes: Buffer): string {
  if (hashType === 1) return createHash('sha1').update(bytes).digest('hex')
  if (hashType === 2) return createHash('sha256').update(bytes).digest('hex')
  throw new Error(`hash type ${hashType}`)
}

/** Checks every hash and size of the signature of a thin file. Throws on the first that is wrong. */
export function verifySignature(file: Buffer): CodeSignature {
  const commands = commandsOf(file)
  const command = commands.at(-1)!
  if (command.cmd !== 0x1d || command.size !== 16)
    throw new Error('LC_CODE_SIGNATURE is not the last command')
  const dataoff = file.readUInt32LE(command.offset + 8)
  const datasize = file.readUInt32LE(command.offset + 12)
  if (dataoff % 16 !== 0) throw new Error('signature is not aligned')
  const { fileoff, filesize, vmsize } = linkedit(file)
  if (dataoff + datasize !== file.length) throw new Error('signature does not end the file')
  if (fileoff + filesize !== file.length || vmsize < filesize)
    throw new Error('__LINKEDIT does not cover the signature')

  const signature = file.subarray(dataoff)
  if (signature.readUInt32BE(0) !== 0xfade0cc0) throw new Error('no SuperBlob')
  const used = signature.readUInt32BE(4)
  if (used > datasize || signature.subarray(used).some((byte) => byte))
    throw new Error('length of the SuperBlob')
  const found = new Map<number, Buffer>()
  // lld aligns the first blob to 8.
  let next = 12 + signature.readUInt32BE(8) * 8
  if (signature.readUInt32BE(16) === Math.ceil(next / 8) * 8) next = signature.readUInt32BE(16)
  for (let i = 0; i < signature.readUInt32BE(8); i++) {
    const [slot, at] = [signature.readUInt32BE(12 + i * 8), signature.readUInt32BE(16 + i * 8)]
    if (at !== next) throw new Error('blobs are not packed')
    next = at + signature.readUInt32BE(at + 4)
    found.set(slot, signature.subarray(at, next))
  }
  if (next !== used) throw new Error('blobs do not fill the SuperBlob')

  const directories: CodeDirectory[] = []
  for (const [slot, blob] of found) {
    if (blob.readUInt32BE(0) !== 0xfade0c02) continue
    const [hashOffset, identOffset, special, slots, limit] = [16, 20, 24, 28, 32].map((at) =>
      blob.readUInt32BE(at),
    )
    const [hashSize, hashType, , pageBits] = blob.subarray(36, 40)
    if (limit !== dataoff) throw new Error(`codeLimit is ${limit}, the signature begins at ${dataoff}`)
    const page = 1 << pageBits!
    if (slots !== Math.ceil(limit / page)) throw new Error('nCodeSlots')
    if (hashOffset! + slots * hashSize! !== blob.length) throw new Error('length of the CodeDirectory')
    const slotHash = (i: number) =>
      blob.subarray(hashOffset! + i * hashSize!, hashOffset! + (i + 1) * hashSize!).toString('hex')
    for (let i = 0; i < slots; i++) {
      const content = file.subarray(i * page, Math.min((i + 1) * page, dataoff))
      if (slotHash(i) !== digest(hashType!, content)) throw new Error(`hash of page ${i}`)
    }
    const specialSlots = new Map<number, string>()
    for (let i = 1; i <= special!; i++) {
      specialSlots.set(i, slotHash(-i))
      const other = found.get(i)
      if (other && slotHash(-i) !== digest(hashType!, other)) throw new Error(`hash of special slot ${i}`)
    }
    const identifier = blob.subarray(identOffset!, blob.indexOf(0, identOffset)).toString()
    directories.push({ slot, flags: blob.readUInt32BE(12), identifier, hashType: hashType!, specialSlots })
  }
  for (const { slot } of directories) found.delete(slot)
  return {
    dataoff,
    directories,
    blobs: new Map([...found].map(([slot, blob]) => [slot, blob.toString('hex')])),
  }
}

function blob(magic: number, contents: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(magic, 0)
  head.writeUInt32BE(8 + contents.length, 4)
  return Buffer.concat([head, contents])
}

export const requirements = blob(0xfade0c01, Buffer.alloc(4))
export const entitlements = blob(0xfade7171, Buffer.from('<plist><dict><key>jit</key><true/></dict></plist>'))
export const entitlementsDer = blob(0xfade7172, Buffer.from('70080201013003', 'hex'))
const emptyCms = blob(0xfade0b01, Buffer.alloc(0))
export const someCms = blob(0xfade0b01, Buffer.from('a certificate, perhaps'))

/** A copy of an unsigned file with a signature as codesign makes it: SHA-1 and SHA-256, entitlements, room to spare. */
export function signLikeCodesign(unsigned: Buffer, { cms = emptyCms, flags = 2 } = {}): Buffer {
  const dataoff = Math.ceil(unsigned.length / 16) * 16
  const others = new Map([
    [2, requirements],
    [5, entitlements],
    [7, entitlementsDer],
  ])
  const identifier = Buffer.from('com.example.tool\0TEAMID1234\0')
  const directory = (hashType: number, hashSize: number, code: Buffer) => {
    const page = 4096
    const slots = Math.ceil(dataoff / page)
    const head = Buffer.alloc(88)
    const hashOffset = 88 + identifier.length + 7 * hashSize
    for (const [at, value] of [
      [8, 0x20400],
      [12, flags],
      [16, hashOffset],
      [20, 88],
      [24, 7],
      [28, slots],
      [32, dataoff],
      [48, 88 + 17],
    ] as const) {
      // Offsets in a CodeDirectory count its own 8 bytes of blob header, which are added below.
      head.writeUInt32BE(value, at)
    }
    head.set([hashSize, hashType, 0, 12], 36)
    const hashes = [7, 6, 5, 4, 3, 2, 1].map((slot) =>
      others.has(slot) ? Buffer.from(digest(hashType, others.get(slot)!), 'hex') : Buffer.alloc(hashSize),
    )
    for (let i = 0; i < slots; i++) {
      hashes.push(Buffer.from(digest(hashType, code.subarray(i * page, (i + 1) * page)), 'hex'))
    }
    return blob(0xfade0c02, Buffer.concat([head, identifier, ...hashes]).subarray(8))
  }
  const layout = (code: Buffer) => {
    const blobs: [number, Buffer][] = [
      [0, directory(1, 20, code)],
      ...others,
      [0x1000, directory(2, 32, code)],
      [0x10000, cms],
    ]
    const index = Buffer.alloc(4 + blobs.length * 8)
    index.writeUInt32BE(blobs.length, 0)
    let at = 12 + blobs.length * 8
    blobs.forEach(([slot, bytes], i) => {
      index.writeUInt32BE(slot, 4 + i * 8)
      index.writeUInt32BE(at, 8 + i * 8)
      at += bytes.length
    })
    return blob(0xfade0cc0, Buffer.concat([index, ...blobs.map(([, bytes]) => bytes)]))
  }
  const code = Buffer.concat([unsigned, Buffer.alloc(dataoff - unsigned.length)])
  const datasize = Math.ceil(layout(code).length / 16) * 16 + 4096
  const end = 32 + code.readUInt32LE(20)
  code.writeUInt32LE(code.readUInt32LE(16) + 1, 16)
  code.writeUInt32LE(code.readUInt32LE(20) + 16, 20)
  for (const [i, value] of [0x1d, 16, dataoff, datasize].entries()) code.writeUInt32LE(value, end + i * 4)
  const { offset, fileoff } = linkedit(unsigned)
  const filesize = dataoff + datasize - fileoff
  code.writeBigUInt64LE(BigInt(filesize), offset + 48)
  code.writeBigUInt64LE(BigInt(Math.ceil(filesize / 0x4000) * 0x4000), offset + 32)
  const signature = layout(code)
  return Buffer.concat([code, signature, Buffer.alloc(datasize - signature.length)])
}

export interface FatSlice {
  cpuType: number
  align: number
  bytes: Buffer
}

/** A fat file as lipo lays it out. */
export function lipo(slices: FatSlice[], wide = false): Buffer {
  const entry = wide ? 32 : 20
  const head = Buffer.alloc(8 + slices.length * entry)
  head.writeUInt32BE(wide ? 0xcafebabf : 0xcafebabe, 0)
  head.writeUInt32BE(slices.length, 4)
  const parts: Buffer[] = [head]
  let at = head.length
  slices.forEach(({ cpuType, align, bytes }, i) => {
    const offset = Math.ceil(at / 2 ** align) * 2 ** align
    parts.push(Buffer.alloc(offset - at), bytes)
    at = offset + bytes.length
    const fields = head.subarray(8 + i * entry)
    fields.writeUInt32BE(cpuType, 0)
    if (wide) {
      fields.writeBigUInt64BE(BigInt(offset), 8)
      fields.writeBigUInt64BE(BigInt(bytes.length), 16)
    } else {
      fields.writeUInt32BE(offset, 8)
      fields.writeUInt32BE(bytes.length, 12)
    }
    fields.writeUInt32BE(align, wide ? 24 : 16)
  })
  return Buffer.concat(parts)
}

/** The slices of a fat file, checked to be where they may be. */
export function slicesOf(file: Buffer): FatSlice[] {
  const wide = file.readUInt32BE(0) === 0xcafebabf
  return Array.from({ length: file.readUInt32BE(4) }, (_, i) => {
    const fields = file.subarray(8 + i * (wide ? 32 : 20))
    const offset = wide ? Number(fields.readBigUInt64BE(8)) : fields.readUInt32BE(8)
    const size = wide ? Number(fields.readBigUInt64BE(16)) : fields.readUInt32BE(12)
    const align = fields.readUInt32BE(wide ? 24 : 16)
    if (offset % 2 ** align !== 0 || offset + size > file.length) throw new Error(`slice ${i}`)
    return { cpuType: fields.readUInt32BE(0), align, bytes: file.subarray(offset, offset + size) }
  })
}
