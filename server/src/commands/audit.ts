import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { verifyArchive } from '../accounts/audit/archive.ts'
import { checkAudit } from '../accounts/audit/check.ts'
import { faultSentence } from '../accounts/audit/faults.ts'
import { recordAccess } from '../accounts/audit/record-access.ts'
import { retainAudit } from '../accounts/audit/retain.ts'
import { fingerprint, loadSigningKey } from '../accounts/audit/signing-key.ts'
import type { AccessAction } from '../platform/audit-words.ts'
import { systemClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { counted } from '../platform/russian.ts'
import type { Ground } from './open-ground.ts'

export type AuditArguments =
  | { step: 'verify'; archive: string | undefined }
  | { step: 'retain'; before: Date; folder: string | undefined }

/** Commands by which files and findings of schools leave the system: as told in the journal, like the pages'. */
const TOLD: Record<string, { kind: 'read' | 'export'; action: AccessAction }> = {
  explain: { kind: 'read', action: 'school.read' },
  export: { kind: 'export', action: 'export.table' },
  identify: { kind: 'export', action: 'identification.xlsx' },
  report: { kind: 'export', action: 'document.file' },
  template: { kind: 'export', action: 'template.xlsx' },
}

/** Tells the journal of a command before it does its work. @param asked its words and keys */
export async function tellJournal(db: Db, command: string, asked: object): Promise<void> {
  const told = TOLD[command]
  if (told)
    await recordAccess(db, {
      ...{ at: systemClock(), ...told, actor: LOCAL_OPERATOR, details: asked, result: 'done' },
    })
}

const RECORDS = ['запись', 'записи', 'записей'] as const
const BATCHES = ['пачка', 'пачки', 'пачек'] as const

/** The words after `audit`, or what is wrong with them as a sentence. */
export function readAuditArguments(
  rest: string[],
  given: { archive?: string | undefined; before?: string | undefined; out?: string | undefined },
): AuditArguments | { fault: string } {
  const [step = '', ...extra] = rest
  if (extra.length > 0) return { fault: `Лишнее слово «${extra[0]}».` }
  if (step === 'verify') return { step, archive: given.archive }
  if (step !== 'retain') return { fault: 'Укажите, что сделать с журналом: audit verify или audit retain.' }
  const before = new Date(`${given.before ?? ''}T00:00:00`)
  if (!/^\d{4}-\d\d-\d\d$/.test(given.before ?? '') || Number.isNaN(before.getTime()))
    return { fault: 'Укажите день, до которого записи уходят в архив: --before 2025-01-01.' }
  return { step, before, folder: given.out }
}

/** `audit verify` and `audit retain`. @returns 1 where the journal does not fit its seals */
export function auditCommand(ground: Ground, args: AuditArguments): Promise<number> {
  if (args.step === 'retain') return retain(ground, args.before, args.folder)
  return args.archive === undefined ? verify(ground) : verifyFile(args.archive)
}

async function verify(ground: Ground): Promise<number> {
  const found = await checkAudit(ground, LOCAL_OPERATOR.id, systemClock)
  const { publicKey } = await loadSigningKey(ground.dataDir, systemClock())
  const lines = [
    found.faultCount === 0
      ? `Журнал цел: ${counted(found.rowCount, RECORDS)}, ${counted(found.batchCount, BATCHES)} — такие же, какими были запечатаны.`
      : `Журнал не сходится со своими печатями, расхождений: ${found.faultCount}.`,
    ...found.faults.map((fault) => `  ${faultSentence(fault)}`),
    ...found.earlierKeys.map(
      (key) =>
        `Пачки ${key.fromBatch}–${key.toBatch} запечатаны прежним ключом ${fingerprint(key.publicKey)}: так бывает после восстановления из копии, сверьте его с записанным.`,
    ),
    `Отпечаток ключа: ${fingerprint(publicKey)}`,
    `Последняя печать: ${found.headHash}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return found.faultCount === 0 ? 0 : 1
}

async function verifyFile(path: string): Promise<number> {
  const found = await verifyArchive(path)
  process.stdout.write(
    `Архив цел: ${counted(found.rowCount, RECORDS)}, пачки ${found.fromBatch}–${found.toBatch}.
Ключ: ${found.publicKeys.map(fingerprint).join('; ')}
Последняя печать: ${found.chainHash}
SHA-256 файла: ${found.sha256}
`,
  )
  return 0
}

async function retain(ground: Ground, before: Date, folder: string | undefined): Promise<number> {
  const options = { before, folder, actor: LOCAL_OPERATOR.id, now: systemClock() }
  const done = await retainAudit(ground.db, ground.dataDir, options)
  process.stdout.write(
    done
      ? `В архив перенесено: ${counted(done.rows, RECORDS)}. Файл: ${done.archivePath}\nСохраните его в надёжном месте: в базе остались только контрольная отметка и записи новее.\n`
      : 'Переносить нечего: запечатанных записей такой давности нет.\n',
  )
  return 0
}
