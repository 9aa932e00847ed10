import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { killDrill } from '../../test/kill-drill/drill.ts'

test('what the server has said yes to survives its kill and the kill of its database, whole and once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-drill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { faults, ...told } = await killDrill({ kills: 3, dataDir: join(folder, 'data'), seed: 'short' })
  expect(faults).toEqual([])
  for (const count of [told.regions, told.files, told.agreed, told.committed])
    expect(count).toBeGreaterThan(0)
}, 600_000)
