// Each limit fires for its own reason, and only while it applies.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startWatchdog, type Watchdog } from './watchdog.ts'

const timeouts = { startMs: 100, silenceMs: 200, toolMs: 500, wallMs: 2000, lingerMs: 50 }
const working = { started: true, inTool: false, finished: false }
let fired: string[]
let watchdog: Watchdog

beforeEach(() => {
  vi.useFakeTimers()
  fired = []
  watchdog = startWatchdog(timeouts, {
    expire: (reason, detail) => fired.push(`${reason}: ${detail}`),
    linger: () => fired.push('linger'),
  })
})
afterEach(() => {
  watchdog.end()
  vi.useRealTimers()
})

test('an agent that never starts', () => {
  vi.advanceTimersByTime(100)
  expect(fired).toEqual(['start_failed: The agent did not start within 0.1 s.'])
})

test('silence counts from the last word', () => {
  watchdog.heard(working)
  vi.advanceTimersByTime(199)
  watchdog.heard(working)
  vi.advanceTimersByTime(199)
  expect(fired).toEqual([])
  vi.advanceTimersByTime(1)
  expect(fired).toEqual(['stalled: The agent said nothing for 0.2 s.'])
})

test('in a tool more silence is allowed', () => {
  watchdog.heard({ ...working, inTool: true })
  vi.advanceTimersByTime(499)
  expect(fired).toEqual([])
  vi.advanceTimersByTime(1)
  expect(fired).toEqual(['stalled: The agent said nothing for 0.5 s in one tool.'])
})

test('our own slowness is not the silence of the agent', () => {
  watchdog.heard(working)
  watchdog.pause()
  vi.advanceTimersByTime(1000)
  expect(fired).toEqual([])
})

test('the wall clock runs whatever the agent says', () => {
  for (let i = 0; i < 20; i++) {
    watchdog.heard(working)
    vi.advanceTimersByTime(100)
  }
  expect(fired).toEqual(['timed_out: The run took longer than 2 s.'])
})

test('after the last word only lingering is watched', () => {
  watchdog.heard({ ...working, finished: true })
  vi.advanceTimersByTime(5000)
  expect(fired).toEqual(['linger'])
})

test('an ended watchdog is silent', () => {
  watchdog.heard(working)
  watchdog.end()
  vi.advanceTimersByTime(5000)
  expect(fired).toEqual([])
})
