// Checks that every relative link in the pages of the repository leads to a file, and its #anchor to a heading there.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { root as home } from './ensure-installed.mjs'

const root = resolve(process.argv[2] ?? home)
const NOT_OURS = new Set(['node_modules', 'dist', 'data', '.git'])
const listPages = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : listPages(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
const pages = listPages('')

const withoutCode = (text) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '')

/** The names GitHub gives to headings: small letters, no punctuation, dashes for spaces; repeated ones are numbered. */
function anchorsOf(path) {
  const seen = new Map()
  const text = readFileSync(path, 'utf8').replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
  const headings = [...text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = words.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
  const named = [...text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(([, name]) => name)
  return new Set([...headings, ...named])
}

const isElsewhere = (target) => /^[a-z][a-z0-9+.-]*:/i.test(target)
let checked = 0
let broken = 0
for (const page of pages) {
  const text = withoutCode(readFileSync(join(root, page), 'utf8'))
  const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
  const defined = [...text.matchAll(/^\[[^\]]+\]:\s+<?([^\s>]+)>?/gm)]
  for (const [, target] of [...inline, ...defined]) {
    if (isElsewhere(target)) continue
    checked += 1
    const [path, anchor] = decodeURI(target).split('#')
    const file = path === '' ? join(root, page) : resolve(root, dirname(page), path)
    const outside = relative(root, file).startsWith('..')
    let trouble
    if (outside || !existsSync(file)) trouble = 'leads to nothing'
    else if (anchor && statSync(file).isFile() && file.endsWith('.md') && !anchorsOf(file).has(anchor))
      trouble = `there is no heading #${anchor} there`
    if (!trouble) continue
    broken += 1
    console.log(`${page}: ${target}: ${trouble}`)
  }
}
// A file of ours named in a sentence is as good as a link: `server/src/main.ts`.
const NAMED_FILE = /`((?:server|web|docs|scripts|samples|e2e|bench|bin)\/[\w./-]+)`/g
for (const page of pages) {
  for (const [, path] of readFileSync(join(root, page), 'utf8').matchAll(NAMED_FILE)) {
    checked += 1
    if (existsSync(join(root, path))) continue
    broken += 1
    console.log(`${page}: there is no ${path}`)
  }
}
if (broken === 0) console.log(`${checked} links in ${pages.length} pages lead somewhere`)
process.exitCode = broken > 0 ? 1 : 0
