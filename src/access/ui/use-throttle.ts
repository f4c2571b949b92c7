// After too many attempts: how long to wait, counted down, and in words.
'use client'
import { useEffect, useState } from 'react'
import { isProblem } from '../../ui/api-problem.ts'

const waitWithoutWord = 30

/** Seconds until the next attempt, after the refusal of the attempt that began at that moment; 0 when one may try. */
export function useThrottle(error: unknown, attemptedAt: number): number {
  const seconds = isProblem(error) && error.status === 429 ? (error.retryAfterSeconds ?? waitWithoutWord) : 0
  const [left, setLeft] = useState(seconds)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a repeated refusal starts the same wait again.
  useEffect(() => {
    setLeft(seconds)
    if (seconds === 0) return undefined
    const timer = setInterval(() => setLeft((value) => Math.max(0, value - 1)), 1000)
    return () => clearInterval(timer)
  }, [seconds, attemptedAt])
  return left
}

/** "Too many attempts" with the time that is left, short waits to the second. */
export function throttleText(seconds: number): string {
  const time = seconds > 90 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`
  return `Too many attempts. Try again in ${time}.`
}
