// `npm run build`: builds the pages when their sources changed.
import { buildPages } from '../src/cli/build-pages.ts'

console.log((await buildPages()) ? 'The pages are built.' : 'The pages are up to date.')
