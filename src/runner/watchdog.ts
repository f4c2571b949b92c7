// Notices that an agent does not start, says nothing, sits in one tool, runs too long, or does not go after its last word.
import type { AgentTimeouts, StopReason } from '../runs/domain/agent-adapter.ts'

export const defaultTimeouts: AgentTimeouts = {
  startMs: 60_000,
  silenceMs: 240_000,
  toolMs: 900_000,
  wallMs: 3_600_000,
  lingerMs: 10_000,
}

export interface WatchdogReactions {
  expire(reason: StopReason, detail: string): void
  linger(): void
}

export interface Watchdog {
  /** The agent said something; `inTool` chooses how long it may be silent now. */
  heard(state: { started: boolean; inTool: boolean; finished: boolean }): void
  /** We are slow ourselves and do not listen: silence counts again from the next `heard`. */
  pause(): void
  end(): void
}

/** Starts watching at once. After `finished` only the time to go away is watched. */
export function startWatchdog(timeouts: AgentTimeouts, reactions: WatchdogReactions): Watchdog {
  const timers = new Map<'start' | 'wall' | 'silence' | 'linger', NodeJS.Timeout>()
  const set = (name: 'start' | 'wall' | 'silence' | 'linger', ms: number, act: () => void) => {
    clearTimeout(timers.get(name))
    timers.set(name, setTimeout(act, ms))
  }
  const clear = (name: 'start' | 'wall' | 'silence' | 'linger') => clearTimeout(timers.get(name))

  set('start', timeouts.startMs, () =>
    reactions.expire('start_failed', `The agent did not start within ${seconds(timeouts.startMs)}.`),
  )
  set('wall', timeouts.wallMs, () => reactions.expire('timed_out', `The run took longer than ${seconds(timeouts.wallMs)}.`))
  return {
    heard({ started, inTool, finished }) {
      if (started) clear('start')
      if (finished) {
        for (const name of ['start', 'wall', 'silence'] as const) clear(name)
        set('linger', timeouts.lingerMs, reactions.linger)
        return
      }
      const limit = inTool ? timeouts.toolMs : timeouts.silenceMs
      const where = inTool ? ' in one tool' : ''
      set('silence', limit, () => reactions.expire('stalled', `The agent said nothing for ${seconds(limit)}${where}.`))
    },
    pause: () => clear('silence'),
    end() {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
