import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { isAlive, processStart, thisProcess, withFolderLock } from './folder-lock.ts'

async function newLock(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'lock')
}

const dead = { pid: process.pid, started: 'before this one' }

test('a process is known by its number and its start, so a later one with the same number is not it', () => {
  expect(isAlive(thisProcess())).toBe(true)
  expect(isAlive(dead)).toBe(false)
  expect(processStart(2 ** 22 + 1)).toBeUndefined()
})

test('one at a time, even when all of them find the same stale lock first', async () => {
  const lock = await newLock()
  await writeFile(lock, JSON.stringify(dead))
  let inside = 0
  let greatest = 0
  const work = async () => {
    inside += 1
    greatest = Math.max(greatest, inside)
    await sleep(3)
    inside -= 1
  }
  await Promise.all(Array.from({ length: 20 }, () => withFolderLock(lock, work)))
  expect(greatest).toBe(1)
  expect(await readdir(join(lock, '..'))).toEqual([])
})

test('the lock is given back when the work fails', async () => {
  const lock = await newLock()
  await expect(withFolderLock(lock, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await withFolderLock(lock, async () => 'next')).toBe('next')
})

test('the lock of a living process is waited for, and not for ever', async () => {
  const lock = await newLock()
  await writeFile(lock, JSON.stringify(thisProcess()))
  await expect(withFolderLock(lock, async () => 'never', 100)).rejects.toThrow(/held by a running process/)
})
