import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'

/**
 * Many people at once, each with an address, a session and a scope of their own: `BASE '{"emails", "password", "path", "seconds",
 * "pid"}'`. They sign in together while a few who came before go on reading, then all read, then all sign in from one address.
 */
interface Given {
  emails: string[]
  password: string
  path: string
  seconds: number
  /** Of the server, for its memory. */
  pid: number
}

interface Answer {
  status: number
  milliseconds: number
  cookie: string
}

/** Of many answers; times in milliseconds. */
export interface Times {
  count: number
  perSecond: number
  p50: number
  p95: number
  errors: number
}

export interface ManyPeople {
  /** Of those who came before, while nobody else did anything. */
  calm: Times
  logins: Times
  duringLogins: Times
  lists: Times
  sameAddress: Times
  peakMegabytes: number
}

const [base, argument] = process.argv.slice(2) as [string, string]
const { emails, password, path, seconds, pid } = JSON.parse(argument) as Given
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
const EARLY = 20

function ask(url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  const began = performance.now()
  return new Promise((resolve) => {
    const fail = () => resolve({ status: 0, milliseconds: performance.now() - began, cookie: '' })
    const method = body === undefined ? 'GET' : 'POST'
    const all = { 'sec-fetch-site': 'same-origin', ...headers }
    const asked = request(base + url, { agent, method, headers: all }, (answer) => {
      answer.resume()
      answer.on('error', fail)
      answer.on('end', () => {
        const cookie = (answer.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ')
        resolve({ status: answer.statusCode ?? 0, milliseconds: performance.now() - began, cookie })
      })
    })
    asked.on('error', fail)
    asked.end(body)
  })
}

const addressOf = (person: number) => `10.20.${person >> 8}.${person & 255}`

const signIn = (person: number, address: string) =>
  ask(
    '/api/login',
    { 'content-type': 'application/json', 'x-forwarded-for': address },
    JSON.stringify({ email: emails[person], password }),
  )

/** Each asks for the list again and again until it is over. */
async function readOn(cookies: Map<number, string>, isOver: () => boolean): Promise<Times> {
  const began = performance.now()
  const found: Answer[] = []
  await Promise.all(
    [...cookies].map(async ([person, cookie]) => {
      while (!isOver()) found.push(await ask(path, { cookie, 'x-forwarded-for': addressOf(person) }))
    }),
  )
  return timesOf(found, began)
}

function timesOf(answers: Answer[], began: number): Times {
  const sorted = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const errors = answers.filter(({ status }) => status !== 200).length
  const perSecond = (answers.length - errors) / ((performance.now() - began) / 1000)
  return { count: answers.length, perSecond, p50: at(0.5), p95: at(0.95), errors }
}

const lasting = (milliseconds: number) => {
  const end = performance.now() + milliseconds
  return () => performance.now() > end
}

async function signInAll(people: number[], address: (person: number) => string) {
  const began = performance.now()
  const answers = await Promise.all(people.map((person) => signIn(person, address(person))))
  return {
    times: timesOf(answers, began),
    cookies: new Map(people.map((one, i) => [one, answers[i]!.cookie])),
  }
}

const everybody = emails.map((_, person) => person)
const early = await signInAll(everybody.slice(0, EARLY), addressOf)
await readOn(early.cookies, lasting(1_000))
const calm = await readOn(early.cookies, lasting(2_000))
let isOver = false
const reading = readOn(early.cookies, () => isOver)
const late = await signInAll(everybody.slice(EARLY), addressOf)
isOver = true
const duringLogins = await reading
const all = new Map([...early.cookies, ...late.cookies])
await readOn(all, lasting(2_000))
const lists = await readOn(all, lasting(seconds * 1000))
const same = await signInAll(everybody, () => '10.99.0.1')
const status = await readFile(`/proc/${pid}/status`, 'utf8')
const peakMegabytes = Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
const done: ManyPeople = {
  ...{ calm, logins: late.times, duringLogins, lists, sameAddress: same.times, peakMegabytes },
}
console.log(JSON.stringify(done))
process.exit(0)
