import { ApiProblem } from '../api.ts'

/** The server's sentence for the field that it is about; null where the trouble is another one, or none. */
export const faultOf = (error: unknown, code: string): string | null =>
  error instanceof ApiProblem && error.body.code === code
    ? [error.body.title, error.body.detail].filter(Boolean).join('. ')
    : null
