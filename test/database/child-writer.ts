// Opens the data directory given as argument and inserts rows one by one, printing each number once it was acknowledged.
import { EmbeddedPostgres } from '#src/platform/db/embedded/embedded-postgres.ts'

const [dataDirectory = '', rows = '0'] = process.argv.slice(2)
const database = await EmbeddedPostgres.open({ dataDirectory })
await database.query('create table if not exists written (n int primary key)')
console.log('open')
for (let n = 0; n < Number(rows); n++) {
  await database.query('insert into written values ($1)', [n])
  console.log(n)
}
// Holds the directory until it is killed.
setInterval(() => {}, 1000)
