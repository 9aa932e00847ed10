import { z } from 'zod'
import { methodologyJsonSchema } from '../identification/methodology.ts'
import { ExplanationDocument, IdentificationDocument } from '../identification/result-schema.ts'
import { ImportReport } from './import.ts'

/** JSON Schema (2020-12) of a document that we write. Unknown fields are allowed: a version may get new ones. */
const written = (title: string, schema: z.ZodType) => ({
  title,
  ...z.toJSONSchema(schema, { io: 'input', reused: 'ref' }),
})

/** What `docs/schemas/` publishes, by the name of its file. */
export const publishedSchemas = () => ({
  'identify.schema.json': written('traektoria identify --json, version 1', IdentificationDocument),
  'explain.schema.json': written('traektoria explain --json, version 1', ExplanationDocument),
  'import.schema.json': written('traektoria import --json, version 1', ImportReport),
  'methodology.schema.json': { title: 'Methodology of identification, format 1', ...methodologyJsonSchema() },
})
