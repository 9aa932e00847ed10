import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DocumentTextRequest } from '../api.ts'
import { writeDocumentText } from '../api-documents.ts'

export interface WriteText {
  isPending: boolean
  error: unknown
  send: (request: DocumentTextRequest, onSaved?: () => void) => void
}

/** Saves one text; the whole document comes back, with the difference shown. */
export function useWriteText(documentId: number): WriteText {
  const client = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: (request: DocumentTextRequest) => writeDocumentText(documentId, request),
    onSuccess: (next) => {
      client.setQueryData(['document', documentId], next)
      void client.invalidateQueries({ queryKey: ['documents', next.regionId] })
    },
  })
  return {
    isPending,
    error,
    send: (request, onSaved) => mutate(request, { onSuccess: () => onSaved?.() }),
  }
}
