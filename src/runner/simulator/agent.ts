// The simulated agent: a process of its own that behaves as an agent CLI does, played from a script. Started by the simulator adapter.
import { text } from 'node:stream/consumers'
import { orderSchema } from './protocol.ts'
import { play } from './scenarios.ts'
import { takeHands } from './tools.ts'

const order = orderSchema.parse(JSON.parse(await text(process.stdin)))
const hands = await takeHands(order)
const { ok, text: said, failure } = await play(order, hands)
hands.print({ kind: 'end', ok, text: said, turns: hands.turns(), failure })
await hands.close()
process.exitCode = ok ? 0 : 1
