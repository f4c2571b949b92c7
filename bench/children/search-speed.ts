// Measures search on one engine, which the environment chooses: `search-speed.ts <issues> <rounds> <budget in ms>`.
import { measureSpeed } from '../search/speed.ts'

const [count = 10_000, rounds = 1, budgetMs = 0] = process.argv.slice(2).map(Number)
await measureSpeed({ count, rounds, budgetMs })
