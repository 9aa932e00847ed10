import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { filePath, storeFile, sweepFiles } from './files.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}

const listed = (dataDir: string) => readdir(join(dataDir, 'files'))

test('bytes are stored under their sha-256, and the same bytes twice are one file', async () => {
  const dataDir = await newFolder()
  const sha256 = createHash('sha256').update('оценки').digest('hex')
  const stored = await storeFile(dataDir, chunks('оце', 'нки'), 100)
  expect(stored).toEqual({ sha256, size: 12, path: filePath(dataDir, sha256) })
  expect(await readFile(stored.path, 'utf8')).toBe('оценки')
  await storeFile(dataDir, chunks('оценки'), 100)
  expect(await listed(dataDir)).toEqual([sha256])
})

test('a file of exactly the limit is taken, one byte more is refused and leaves nothing', async () => {
  const dataDir = await newFolder()
  await storeFile(dataDir, chunks('12345'), 5)
  const tooLarge = storeFile(dataDir, chunks('123', '456'), 5)
  await expect(tooLarge).rejects.toMatchObject({ code: 'request/too-large' })
  expect(await listed(dataDir)).toHaveLength(1)
})

test('an upload that breaks off leaves nothing', async () => {
  const dataDir = await newFolder()
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('connection lost')
  }
  await expect(storeFile(dataDir, broken(), 100)).rejects.toThrow('connection lost')
  expect(await listed(dataDir)).toEqual([])
})

test('a sweep removes what dead processes left half-written and spares what is being written', async () => {
  const dataDir = await newFolder()
  const { sha256 } = await storeFile(dataDir, chunks('kept'), 100)
  await writeFile(join(dataDir, 'files', `part~${process.pid}~long%20ago~1`), 'left')
  let swept: unknown
  async function* slow() {
    yield Buffer.from('first')
    swept = await sweepFiles(dataDir)
    yield Buffer.from('second')
  }
  const living = await storeFile(dataDir, slow(), 100)
  expect(swept).toEqual({ count: 1, bytes: 4 })
  expect((await listed(dataDir)).sort()).toEqual([sha256, living.sha256].sort())
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
  await expect(storeFile(dataDir, large(), 10_000_000)).rejects.toMatchObject({ code: 'server/disk-full' })
  expect(await listed(dataDir)).toEqual([])
})

/** A file system of one megabyte, where root may mount one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0
  return mounted ? folder : undefined
}
