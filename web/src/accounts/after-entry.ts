import type { QueryClient } from '@tanstack/react-query'

/** Forgets what was known for whoever was here before, and asks who it is now: the gate then shows the page. */
export async function afterEntry(client: QueryClient): Promise<void> {
  client.removeQueries({
    predicate: ({ queryKey: [kind] }) => kind !== 'session' && kind !== 'login-ways',
  })
  await client.refetchQueries({ queryKey: ['session'] })
}
