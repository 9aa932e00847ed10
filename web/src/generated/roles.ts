// Made from server/src/accounts/roles.ts by npm run generate.
export const ROLE_LABELS = {
  "administrator": "Администратор",
  "regional-coordinator": "Региональный координатор",
  "municipal-coordinator": "Муниципальный координатор",
  "curator": "Куратор",
  "school-team": "Школьная команда",
  "expert": "Эксперт",
  "observer": "Наблюдатель"
} as const
