import { type Part, type Row, row, runInTurn, runScript, type Settings, seconds } from './harness.ts'

/** Identification of 40,000 schools with explanations, and how it grows. */
export async function benchIdentify({ quick, runs }: Settings): Promise<Part> {
  const whole = quick ? 4_000 : 40_000
  const rows: Row[] = []
  let before: number | undefined
  for (const schools of [whole / 100, whole / 10, whole]) {
    const isWhole = schools === whole
    const go = () => runScript('identify-ours.ts', [String(schools)])
    const { ours } = await runInTurn(isWhole ? runs : 1, { ours: go })
    const growth = before === undefined ? '' : `, школ × 10, времени × ${(ours.seconds / before).toFixed(1)}`
    rows.push(
      row(
        `${schools.toLocaleString('ru-RU')} школ × 9 процедур × 3 года, с объяснениями`,
        `${seconds(ours.seconds)} (без объяснений ${seconds(ours.findings!)}, первый раз в процессе ${seconds(ours.cold!)}), ${ours.peakMegabytes} МБ${growth}`,
        isWhole ? '< 1 s' : '',
        isWhole ? ours.seconds < 1 : null,
      ),
    )
    before = ours.seconds
  }
  return { title: 'Выявление', rows, notes: [] }
}
