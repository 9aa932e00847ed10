import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { ApiProblem } from './api.ts'
import { cspNonce } from './csp-nonce.ts'
import { routeTree } from './routes.tsx'
import { PageNotFound } from './shell/page-not-found.tsx'
import { PageProblem } from './shell/page-problem.tsx'
import { PageSkeleton } from './ui/skeleton.tsx'
import { colourSchemeManager, theme } from './ui/theme.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // An expected trouble will not change by asking again; an unreachable server may come back.
      retry: (count, error) => error instanceof ApiProblem && error.body.status === 0 && count < 2,
    },
  },
})

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: 0,
  defaultErrorComponent: PageProblem,
  defaultNotFoundComponent: PageNotFound,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colourSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={() => cspNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
