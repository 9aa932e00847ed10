import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Part, row, runScript, type Settings, seconds } from './harness.ts'
import { makePupils } from './make-pupils.ts'

/** An instance with a country's pupil results: backed up, checked, restored elsewhere, and every table compared. */
export async function benchBackup({ quick, folder }: Settings): Promise<Part> {
  const count = quick ? 100_000 : 10_000_000
  const csv = join(folder, 'pupils.csv')
  const truth = await makePupils(csv, count)
  const data = join(folder, 'backup-data')
  const copy = join(folder, 'copy.tar')
  const restored = join(folder, 'restored-data')
  await mkdir(data)
  const made = await runScript('backup-fill.ts', [csv, data])
  await rm(csv)
  const backup = await runScript('backup-ours.ts', ['backup', data, copy])
  const checked = await runScript('backup-ours.ts', ['check', data, copy])
  const restore = await runScript('backup-ours.ts', ['restore', restored, copy])
  const before = await runScript('backup-ours.ts', ['digests', data, copy])
  const after = await runScript('backup-ours.ts', ['digests', restored, copy])
  const bytes = (await stat(copy)).size
  const millions = `${(count / 1e6).toLocaleString('ru-RU')} млн результатов`
  const isSame =
    before.tables === after.tables && before.digest === after.digest && before.rows === after.rows
  await rm(copy)
  return {
    title: 'Резервная копия и восстановление',
    isSingle: true,
    rows: [
      row(
        `${millions}: копия`,
        `${seconds(backup.seconds)}, ${(bytes / 1e6).toFixed(1)} МБ, память ${backup.peakMegabytes} МБ`,
      ),
      row(`${millions}: проверка копии`, `${seconds(checked.seconds)}, память ${checked.peakMegabytes} МБ`),
      row(
        `${millions}: восстановление со сверкой`,
        `${seconds(restore.seconds)}, память ${restore.peakMegabytes} МБ`,
      ),
      row(
        'контрольные суммы всех таблиц до и после',
        `${before.tables} таблиц, ${before.rows} строк`,
        'равны',
        isSame,
      ),
    ],
    notes: [
      `Принято ${made.accepted} результатов (заложено ${truth.accepted}), файл Parquet ${(made.megabytes ?? 0).toFixed(1)} МБ, исходный csv в копии ${(made.kept ?? 0).toFixed(1)} МБ.`,
    ],
  }
}
