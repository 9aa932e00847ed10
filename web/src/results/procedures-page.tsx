export function ProceduresPage() {
  return null
}
