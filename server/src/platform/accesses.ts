import type { AccessAction } from './audit-words.ts'
import type { ProblemCode } from './problem.ts'

export type AccessKind = 'read' | 'export' | 'sign-in' | 'write'

/** Who looked, took away, signed in, or was refused a write. Writes that happened are `changes`. */
export interface Access {
  at: Date
  kind: AccessKind
  action: AccessAction
  /** Name and role in words as they are now. Null: nobody who is known, e.g. a sign-in under a name that is not there. */
  actor: { id: string; name: string; role: string } | null
  subject?: { kind: string; id: string | number } | undefined
  /** The narrowest place that was asked about. */
  place?: { kind: 'region' | 'municipality' | 'school'; id: number } | undefined
  /** What exactly was asked for, e.g. filters of an export. Never what a person typed into a password field. */
  details?: unknown
  /** The client's IP address. */
  address?: string | undefined
  requestId?: string | undefined
  /** 'failed': a bug of ours. */
  result: 'done' | 'failed' | ProblemCode
}

/** Where the doors put what they saw. */
export interface AccessLog {
  /** Durable when it returns: exports and sign-ins are written before their answer leaves. */
  write(access: Access): Promise<void>
  /** Never waits: reads are written together within a second. */
  note(access: Access): void
}
