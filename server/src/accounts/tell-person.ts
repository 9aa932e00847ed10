import type { Db } from '../platform/db.ts'
import { addJob } from '../platform/jobs.ts'
import type { SecurityEvent } from './security-events.ts'

/** The job by which notifications take this up: they know people, people do not know them. */
export const SECURITY_JOB = 'notifications.security'

type WithoutMoment<E> = E extends SecurityEvent ? Omit<E, 'at'> : never

/** Asks for a person to be told of their account, in the caller's transaction: if that is rolled back, nothing is told. */
export const tellPerson = (db: Db, userId: string, event: WithoutMoment<SecurityEvent>): Promise<unknown> =>
  addJob(db, SECURITY_JOB, { userId, event: { ...event, at: new Date().toISOString() } })
