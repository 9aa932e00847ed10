import { ACTIONS, GRANTED_ROLES, type Role } from './access.ts'

const COLUMNS = ['operator', ...GRANTED_ROLES, 'person', 'anyone'] as const satisfies readonly Role[]
const MARKS = { within: 'in', touching: 'near', anywhere: 'yes' }

/** The table of roles and actions as a page for people who review it (docs/security/roles.md). Pure. */
export function rolesPage(): string {
  const rows = Object.entries(ACTIONS).map(([action, { roles, reach }]) => [
    `\`${action}\``,
    ...COLUMNS.map((role) => ((roles as readonly Role[]).includes(role) ? MARKS[reach] : '')),
  ])
  const lines = [['action', ...COLUMNS], COLUMNS.map(() => '---').concat('---'), ...rows]
  return `# Who may do what

Written by \`npm run generate\` from [access.ts](../../server/src/accounts/access.ts); a change of this page is a change of
permissions and is reviewed as one. Everything that is not marked is refused, and a route without an action is not mounted. A
second telling of the same table, by people instead of actions, stands in [roles-oracle.ts](../../server/test/roles-oracle.ts); tests compare
the two on tens of thousands of generated grants, actions and places.

- **in**: in the place of the grant and in every place inside it.
- **near**: also asked of a wider place that the grant's lies in; the answer holds only what is theirs.
- **yes**: it belongs to no place.

A grant is a role in a place from a day to a day: the installation, a region, a municipality or a school. \`operator\` is whoever
works on the machine itself while nobody can sign in, and the command line; \`person\` is everybody who signed in;
\`anyone\` is also who did not. Observers see no number of fewer than ten participants, and no total that would tell one:
[disclosure.ts](../../server/src/accounts/disclosure.ts).

${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`
}
