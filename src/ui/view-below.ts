// The view that an overlay lies over. The overlay has the address; the view below keeps living by its own.
import { createStore } from './external-store.ts'

/** Path and query of the view below, e.g. `/issues?priority=P1`; null while nothing lies over it. */
export const viewBelow = createStore<string | null>(null)
