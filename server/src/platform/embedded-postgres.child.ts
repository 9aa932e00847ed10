import { untilStdinEnds } from '../../test/stdin.ts'
import { startDatabase } from './embedded-postgres.ts'

/** For the tests: uses the server of a folder until it is asked to leave, or is killed. */
export async function useDatabase(dataDir: string): Promise<void> {
  const { url, joined, stop } = await startDatabase(dataDir, { sync: false })
  console.log(JSON.stringify({ url, joined }))
  await untilStdinEnds()
  await stop()
}
