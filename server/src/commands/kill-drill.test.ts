import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { killDrill } from '../../test/kill-drill.ts'

test('what the server has said yes to survives its kill and the kill of its database, whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-drill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const {
    acknowledgedRegions,
    acknowledgedCommits: _,
    ...rest
  } = await killDrill({ kills: 3, dataDir: join(folder, 'data') })
  expect(acknowledgedRegions).toBeGreaterThan(0)
  expect(rest).toEqual({
    ...{
      kills: 3,
      lostRegions: 0,
      halfRegions: 0,
      lostImports: 0,
      lostCommits: 0,
      halfImports: 0,
      orphans: 0,
    },
  })
}, 600_000)
