import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { cellsPath } from './layout.ts'
import { syncAndRename } from './sync-file.ts'

/** The files that keep the results of one import: of a huge one the cells counted beside its rows too. */
export const filesOfResults = (path: string): string[] => [path, cellsPath(path)]

/** Moves results to their place. Rows come last, so that whoever finds them finds all; killed in between, it can be done again. */
export async function moveResults(from: string, to: string): Promise<void> {
  if (existsSync(cellsPath(from))) await syncAndRename(cellsPath(from), cellsPath(to))
  await syncAndRename(from, to)
}

export async function removeResults(path: string): Promise<void> {
  for (const file of filesOfResults(path)) await rm(file, { force: true })
}
