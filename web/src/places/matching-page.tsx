export function MatchingPage() {
  return null
}
