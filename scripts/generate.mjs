// Writes the generated files from their sources; with --check only says whether they are what they should be.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const checking = process.argv.includes('--check')
const workDir = mkdtempSync(join(tmpdir(), 'traektoria-generate-'))

/** Imports a TypeScript module of the server; Vite does the translation, as in the build. */
async function load(path) {
  const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })
  return module
}

/** Types of the tables, read from a database that was made by the migrations a moment ago. */
async function tableTypes() {
  const { startDatabase } = await load('server/src/platform/embedded-postgres.ts')
  const { openDatabase } = await load('server/src/platform/db.ts')
  const { migrate } = await load('server/src/platform/migrate.ts')
  const server = await startDatabase(join(workDir, 'data'), { sync: false })
  try {
    const { pool, close } = openDatabase(server.url)
    await migrate(pool)
    await close()
    const out = join(workDir, 'tables.ts')
    const made = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/kysely-codegen/dist/cli/bin.js'),
        ...['--dialect', 'postgres', '--url', server.url, '--out-file', out, '--default-schema', 'public'],
        // As platform/db.ts reads them.
        ...['--numeric-parser', 'number', '--date-parser', 'string'],
        ...['--type-mapping', '{"int8":"number"}', '--exclude-pattern', 'schema_migrations'],
      ],
      { cwd: workDir, encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(made.stderr || made.stdout)
    return readFileSync(out, 'utf8')
  } finally {
    await server.stop()
  }
}

let document
/** The OpenAPI document, as the server itself makes it: mounting the routes asks the database nothing. */
async function openApi() {
  if (document) return document
  const { buildApp } = await load('server/src/app.ts')
  const demo = () => ({ state: 'none', done: 0, total: 0 })
  const { openDatabase } = await load('server/src/platform/db.ts')
  const { db, close } = openDatabase('postgresql://127.0.0.1:1/never-connected')
  const nothing = { db, ground: {}, uploadBytes: 0 }
  const app = await buildApp({ ...nothing, secret: 'used by nobody, for nobody signs in', version: '', demo })
  await app.ready()
  document = app.swagger()
  await app.close()
  await close()
  return document
}

async function apiTypes() {
  const { default: openapiTS, astToString, COMMENT_HEADER } = await import('openapi-typescript')
  return COMMENT_HEADER + astToString(await openapiTS(structuredClone(await openApi())))
}

/** The page «Словарь» and the help beside a term. */
async function terms() {
  const { parseGlossary } = await load('scripts/glossary.ts')
  const sections = parseGlossary(readFileSync(join(root, 'docs/glossary.md'), 'utf8'))
  return [
    '// Made from docs/glossary.md by npm run generate.',
    `export const GLOSSARY = ${JSON.stringify(sections, null, 2)} as const`,
    '',
  ].join('\n')
}

/** What roles are called: one list, on the server. */
async function roleLabels() {
  const { ROLES } = await load('server/src/accounts/roles.ts')
  const labels = Object.entries(ROLES).map(([role, { label }]) => [role, label])
  return [
    '// Made from server/src/accounts/roles.ts by npm run generate.',
    `export const ROLE_LABELS = ${JSON.stringify(Object.fromEntries(labels), null, 2)} as const`,
    '',
  ].join('\n')
}

/** Who may do what, as a page that people review. */
async function rolesPage() {
  const { rolesPage: write } = await load('server/src/accounts/roles-table.ts')
  return write()
}

const GENERATED = [
  ['web/src/generated/terms.ts', terms],
  ['web/src/generated/roles.ts', roleLabels],
  ['docs/security/roles.md', rolesPage],
  ['docs/openapi.json', async () => `${JSON.stringify(await openApi(), null, 2)}\n`],
  ['web/src/generated/api.d.ts', apiTypes],
  ['server/src/platform/generated/tables.ts', tableTypes],
]

let stale = 0
try {
  for (const [path, make] of GENERATED) {
    const wanted = await make()
    const file = join(root, path)
    const present = existsSync(file) ? readFileSync(file, 'utf8') : undefined
    if (present === wanted) continue
    if (checking) {
      stale += 1
      console.error(`${path} is not what its source gives: run npm run generate and commit the result`)
    } else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, wanted)
      console.log(`${path} written`)
    }
  }
} finally {
  rmSync(workDir, { recursive: true, force: true })
}
process.exitCode = stale > 0 ? 1 : 0
