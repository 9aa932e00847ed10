import type { Db } from './db.ts'

interface Batch<Key, Value> {
  keys: Set<Key>
  answers: Promise<ReadonlyMap<Key, Value>>
}

/** The question that is being asked, and the one that waits for its end; those who come meanwhile join the latter. */
interface Asking<Key, Value> {
  running: Promise<unknown>
  next: Batch<Key, Value> | undefined
}

/**
 * For what every request asks of the database: two hundred requests at once ask it twice, each time for all of them. A question
 * begins after the call, never before it, so an answer is not older than the request.
 * @param read answers for all keys; a key without an answer is left out
 */
export function readTogether<Key, Value>(
  read: (db: Db, keys: Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (db: Db, key: Key) => Promise<Value | undefined> {
  const asked = new WeakMap<Db, Asking<Key, Value>>()
  const begin = (db: Db, asking: Asking<Key, Value>): Batch<Key, Value> => {
    const keys = new Set<Key>()
    const answers = asking.running
      .catch(() => {})
      .then(() => {
        asking.next = undefined
        return read(db, [...keys])
      })
    asking.running = answers
    return { keys, answers }
  }
  return async (db, key) => {
    const asking = asked.get(db) ?? { running: Promise.resolve(), next: undefined }
    asked.set(db, asking)
    asking.next ??= begin(db, asking)
    asking.next.keys.add(key)
    return (await asking.next.answers).get(key)
  }
}
