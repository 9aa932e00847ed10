import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of the repository, the same for the sources and for the bundle in dist/server: the nearest folder above
 * this file that holds the migrations.
 */
export function repositoryRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url))
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'server', 'migrations'))) return folder
    if (dirname(folder) === folder) throw new Error(`no server/migrations in any folder above ${start}`)
  }
}
