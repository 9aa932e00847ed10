import { expect, test } from 'vitest'
import type { Db } from './db.ts'
import { readTogether } from './read-together.ts'

const db = {} as Db

/** Answers each key with itself and the number of the question; a question ends when it is let go. */
function makeReader() {
  const questions: { keys: string[]; end: (error?: Error) => void }[] = []
  const ask = readTogether<string, string>(
    (_, keys) =>
      new Promise((resolve, reject) => {
        const number = questions.length
        const end = (error?: Error) =>
          error
            ? reject(error)
            : resolve(new Map(keys.flatMap((key) => (key === 'nobody' ? [] : [[key, `${key} ${number}`]]))))
        questions.push({ keys, end })
      }),
  )
  return { ask, questions }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('those who come at once are answered by one question, each with its own', async () => {
  const { ask, questions } = makeReader()
  const answers = Promise.all([ask(db, 'a'), ask(db, 'b'), ask(db, 'a'), ask(db, 'nobody')])
  await settled()
  expect(questions.map(({ keys }) => keys)).toEqual([['a', 'b', 'nobody']])
  questions[0]!.end()
  expect(await answers).toEqual(['a 0', 'b 0', 'a 0', undefined])
})

test('whoever comes while a question is being asked is answered by the next one', async () => {
  const { ask, questions } = makeReader()
  const early = ask(db, 'a')
  await settled()
  const late = [ask(db, 'a'), ask(db, 'b')]
  await settled()
  expect(questions).toHaveLength(1)
  questions[0]!.end()
  expect(await early).toBe('a 0')
  await settled()
  questions[1]!.end()
  expect(await Promise.all(late)).toEqual(['a 1', 'b 1'])
})

test('a question that fails fails for those who asked it and for nobody after them', async () => {
  const { ask, questions } = makeReader()
  const early = ask(db, 'a')
  early.catch(() => {})
  await settled()
  const late = ask(db, 'a')
  questions[0]!.end(new Error('gone'))
  await expect(early).rejects.toThrow('gone')
  await settled()
  questions[1]!.end()
  expect(await late).toBe('a 1')
})

test('two databases do not wait for each other', async () => {
  const { ask, questions } = makeReader()
  const answers = [ask(db, 'a'), ask({} as Db, 'a')]
  await settled()
  expect(questions).toHaveLength(2)
  for (const question of questions) question.end()
  expect(await Promise.all(answers)).toEqual(['a 0', 'a 1'])
})
