import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { filePath, keepAs, receiveFile, sweepFiles } from './files.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}

const listed = (dataDir: string) => readdir(join(dataDir, 'files'))

const LIMIT = 100
const read = text

test('what is received can be read whole and in parts, and nobody else can read it', async () => {
  const dataDir = await newFolder()
  const given = 'Мухоморов;Пётр;4510 654321;'
  const sealed = await receiveFile(dataDir, chunks(given.slice(0, 9), given.slice(9)), LIMIT)
  expect(sealed.sha256).toBe(createHash('sha256').update(given).digest('hex'))
  expect(sealed.size).toBe(Buffer.byteLength(given))
  expect(await read(sealed.stream())).toBe(given)
  const bytes = Buffer.from(given)
  for (const [start, end] of [
    [0, 1],
    [15, 17],
    [16, 40],
    [31, bytes.length],
    [5, 5],
  ] as const)
    expect(await read(sealed.range(start, end))).toBe(bytes.subarray(start, end).toString())
  const [name] = await listed(dataDir)
  const onDisk = await readFile(join(dataDir, 'files', name!))
  expect(onDisk.includes('Мухоморов') || onDisk.includes('4510')).toBe(false)
  await sealed.discard()
  expect(await listed(dataDir)).toEqual([])
})

test('a file is kept under the sha-256 of what was given, the later copy in place of the earlier', async () => {
  const dataDir = await newFolder()
  const sha256 = 'a'.repeat(64)
  await keepAs(dataDir, sha256, (path) => writeFile(path, 'one'))
  await keepAs(dataDir, sha256, (path) => writeFile(path, 'two'))
  expect(await readFile(filePath(dataDir, sha256), 'utf8')).toBe('two')
  const failed = keepAs(dataDir, 'b'.repeat(64), async (path) => {
    await writeFile(path, 'half')
    throw new Error('damaged')
  })
  await expect(failed).rejects.toThrow('damaged')
  expect(await listed(dataDir)).toEqual([sha256])
})

test('a file of exactly the limit is taken, one byte more is refused and leaves nothing', async () => {
  const dataDir = await newFolder()
  await (await receiveFile(dataDir, chunks('12345'), 5)).discard()
  const tooLarge = receiveFile(dataDir, chunks('123', '456'), 5)
  await expect(tooLarge).rejects.toMatchObject({ code: 'request/too-large' })
  expect(await listed(dataDir)).toEqual([])
})

test('an upload that breaks off leaves nothing', async () => {
  const dataDir = await newFolder()
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('connection lost')
  }
  await expect(receiveFile(dataDir, broken(), LIMIT)).rejects.toThrow('connection lost')
  expect(await listed(dataDir)).toEqual([])
})

test('a sweep removes what dead processes left half-written and spares what is being written', async () => {
  const dataDir = await newFolder()
  const sha256 = 'c'.repeat(64)
  await keepAs(dataDir, sha256, (path) => writeFile(path, 'kept'))
  await writeFile(join(dataDir, 'files', `part~${process.pid}~long%20ago~1`), 'left')
  let swept: unknown
  async function* slow() {
    yield Buffer.from('first')
    swept = await sweepFiles(dataDir)
    yield Buffer.from('second')
  }
  const living = await receiveFile(dataDir, slow(), LIMIT)
  expect(swept).toEqual({ count: 1, bytes: 4 })
  expect(await read(living.stream())).toBe('firstsecond')
  expect(await listed(dataDir)).toHaveLength(2)
})

test('what a process of another machine or container writes is spared until nobody has touched it for a day', async () => {
  const dataDir = await newFolder()
  await mkdir(join(dataDir, 'files'), { recursive: true })
  const path = join(dataDir, 'files', 'part~1~other%2F7~other.4026~id')
  await writeFile(path, 'elsewhere')
  expect(await sweepFiles(dataDir)).toMatchObject({ count: 0 })
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 3600 * 1000)
  await utimes(path, twoDaysAgo, twoDaysAgo)
  expect(await sweepFiles(dataDir)).toMatchObject({ count: 1 })
})

test('a name that is not a sha-256 is never made into a path', () => {
  expect(() => filePath('/data', '../../etc/passwd')).toThrow(/not a sha-256/)
})

const disk = process.getuid?.() === 0 && process.platform === 'linux' ? await smallDisk() : undefined

test.runIf(disk)('a full disk is said as such and leaves nothing', async () => {
  const dataDir = join(disk!, 'data')
  onTestFinished(() => {
    spawnSync('umount', [disk!])
    return rm(disk!, { recursive: true })
  })
  await mkdir(dataDir)
  async function* large() {
    for (let i = 0; i < 100; i++) yield Buffer.alloc(65_536)
  }
  await expect(receiveFile(dataDir, large(), 10_000_000)).rejects.toMatchObject({ code: 'server/disk-full' })
  expect(await listed(dataDir)).toEqual([])
})

/** A file system of one megabyte, where root may mount one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0
  return mounted ? folder : undefined
}
