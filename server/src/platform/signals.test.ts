import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startChild } from '../../test/child.ts'

async function ready(closing: number, patience: number) {
  const child = startChild(new URL('./signals.child.ts', import.meta.url), 'closeSlowly', closing, patience)
  expect(await child.line()).toBe('ready')
  const ended = once(child.process, 'exit') as Promise<[number | null, string | null]>
  return { child, ended }
}

test('one Ctrl+C that arrives three times is one signal, and closing is waited for', async () => {
  const { child, ended } = await ready(300, 10_000)
  for (let i = 0; i < 3; i++) {
    child.process.kill('SIGINT')
    await sleep(30)
  }
  expect(await child.line()).toBe('SIGINT')
  expect(await child.line()).toBe('closed')
  expect(await ended).toEqual([0, null])
})

test('a second signal after a while ends it at once', async () => {
  const { child, ended } = await ready(60_000, 60_000)
  child.process.kill('SIGTERM')
  await sleep(1_200)
  child.process.kill('SIGTERM')
  expect(await ended).toEqual([130, null])
})

test('closing that takes too long is given up', async () => {
  const { child, ended } = await ready(60_000, 200)
  child.process.kill('SIGTERM')
  expect(await ended).toEqual([1, null])
})
