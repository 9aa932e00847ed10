import { hostname } from 'node:os'
import type { FastifyBaseLogger } from 'fastify'
import pino from 'pino'

/** What everybody logs with; `log.child({ requestId })` ties lines together. */
export type Log = FastifyBaseLogger

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * Structured logging to stderr, so that stdout stays what a command prints: JSON lines for machines, one plain line
 * per event on a terminal.
 */
export function createLog(level: LogLevel, options: { pretty?: boolean } = {}): Log {
  const pretty = options.pretty ?? process.stderr.isTTY === true
  const target = pino.destination({ dest: 2, sync: true })
  const settings = { level, base: { host: hostname(), pid: process.pid } }
  if (!pretty) return pino(settings, target)
  return pino(settings, { write: (line: string) => void process.stderr.write(`${plainLine(line)}\n`) })
}

const MARKS: Record<number, string> = { 10: '·', 20: '·', 30: ' ', 40: '!', 50: '✗', 60: '✗' }

/** One JSON event of pino as a line for a person: time, mark of its level, message, the rest as name=value. */
export function plainLine(line: string): string {
  const {
    level,
    time,
    msg,
    host: _host,
    pid: _pid,
    err,
    ...rest
  } = JSON.parse(line) as Record<string, unknown>
  const clock = new Date(Number(time)).toTimeString().slice(0, 8)
  const details = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`)
  const stack = isError(err) ? `\n${err.stack ?? err.message}` : ''
  return (
    [clock, MARKS[Number(level)] ?? ' ', msg, ...details].filter((part) => part !== undefined).join(' ') +
    stack
  )
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const isError = (value: unknown): value is { message: string; stack?: string } =>
  typeof value === 'object' && value !== null && 'message' in value
