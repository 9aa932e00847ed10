import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { QualityRule, QualityRules } from './model.ts'
import shipped from './rules.json' with { type: 'json' }

/** The rules as shipped. A rule of an unknown kind or with a bad parameter stops the server here, at its start. */
export const QUALITY_RULES: QualityRules = QualityRules.parse(shipped)

export interface RegionRule {
  rule: QualityRule
  isEnabled: boolean
  /** Differs from the rule as shipped. */
  isChanged: boolean
}

/** The shipped rules with what the region sets otherwise, in their order. */
export async function listRegionRules(db: Db, regionId: number): Promise<RegionRule[]> {
  const rows = await db
    .selectFrom('quality_rule_settings')
    .select(['rule', 'is_enabled', 'owner', 'parameters'])
    .where('region_id', '=', regionId)
    .execute()
  const settings = new Map(rows.map((row) => [row.rule, row]))
  return QUALITY_RULES.rules.map((rule) => {
    const own = settings.get(rule.id)
    if (!own) return { rule, isEnabled: true, isChanged: false }
    return {
      rule: QualityRule.parse({ ...rule, owner: own.owner, parameters: own.parameters }),
      isEnabled: own.is_enabled,
      isChanged: true,
    }
  })
}

export interface RuleSetting {
  isEnabled: boolean
  owner: string
  parameters: Record<string, unknown>
}

/**
 * Sets a rule for the region; null brings the shipped rule back.
 * @returns what stood before and stands now, for the log of changes.
 * @throws Problem 'request/invalid' with the parameter that is not as its check needs it.
 */
export async function setRegionRule(
  db: Db,
  regionId: number,
  id: string,
  setting: RuleSetting | null,
  actor: string,
): Promise<{ before: RegionRule; after: RegionRule }> {
  const before = (await listRegionRules(db, regionId)).find(({ rule }) => rule.id === id)
  if (!before) throw new Problem('request/not-found', 'Такого правила качества данных нет.')
  if (setting === null) {
    await db
      .deleteFrom('quality_rule_settings')
      .where('region_id', '=', regionId)
      .where('rule', '=', id)
      .execute()
  } else {
    const checked = QualityRule.safeParse({
      ...before.rule,
      owner: setting.owner,
      parameters: setting.parameters,
    })
    if (!checked.success) {
      const issue = checked.error.issues[0]!
      throw new Problem('request/invalid', `Настройка правила не подходит: ${issue.path.slice(1).join('.')}.`)
    }
    const row = {
      is_enabled: setting.isEnabled,
      owner: setting.owner,
      parameters: JSON.stringify(checked.data.parameters),
      set_by: actor,
    }
    await db
      .insertInto('quality_rule_settings')
      .values({ region_id: regionId, rule: id, ...row })
      .onConflict((conflict) =>
        conflict.constraint('quality_rule_settings_pk').doUpdateSet({ ...row, set_at: new Date() }),
      )
      .execute()
  }
  const after = (await listRegionRules(db, regionId)).find(({ rule }) => rule.id === id)!
  return { before, after }
}
