export function MethodologyPage() {
  return null
}
