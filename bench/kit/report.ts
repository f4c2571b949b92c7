// Prints figures as a table: measured, raw, their ratio, the budget, and whether it holds.
import { type Budget, type Figure, isMet, type Unit } from './measurement.ts'

export function describeFigure(figure: Figure): string {
  const { what, value, unit, raw, budget, note } = figure
  const ratio = raw ? `${(value / raw.value).toFixed(2)} ×` : ''
  const columns = [
    what.padEnd(66),
    show(value, unit).padStart(10),
    (raw ? show(raw.value, unit) : '').padStart(10),
    ratio.padStart(8),
    (budget ? showBudget(budget, unit) : '').padStart(14),
    verdictOf(figure),
  ]
  const notes = [raw && `raw: ${raw.what}`, note].filter((text) => text)
  return [columns.join('  ').trimEnd(), ...notes.map((text) => `    ${text}`)].join('\n')
}

export function header(): string {
  return `${''.padEnd(66)}  ${'measured'.padStart(10)}  ${'raw'.padStart(10)}  ${'ratio'.padStart(8)}  ${'budget'.padStart(14)}`
}

function verdictOf(figure: Figure): string {
  const met = isMet(figure)
  if (met === undefined) return ''
  return met ? 'pass' : 'FAIL'
}

function showBudget(budget: Budget, unit: Unit): string {
  if (budget.kind === 'share_of_raw') return `≥ ${budget.share * 100} % of raw`
  return `${budget.kind === 'below' ? '<' : '≥'} ${budget.limit} ${unit}`
}

function show(value: number, unit: Unit): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0
  return `${value.toFixed(digits)} ${unit}`
}
