// An alert of Grafana in our own terms: the issue that it belongs to, its title, urgency and description.
import { createHash } from 'node:crypto'
import { codeBlock, inlineCode, link } from '#src/intake/domain/markdown.ts'
import { safeLine, safeText } from '#src/intake/domain/safe-text.ts'
import type { ErrorIssue } from '#src/intake/domain/signal.ts'
import { cleanLine, cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import type { Priority } from '#src/issues/domain/category.ts'
import { normaliseTitle } from './normalise.ts'
import type { AlertPayload } from './payload.ts'

const TITLE_LENGTH = 200
const MOST_SHOWN = 40

const priorityOf = new Map<string, Priority>([
  ...['critical', 'page', 'emergency', 'disaster', 'fatal', 'p1', 'sev1', '1'].map((word) => [word, 'P1'] as const),
  ...['error', 'high', 'major', 'severe', 'p2', 'sev2', '2'].map((word) => [word, 'P2'] as const),
  ...['warning', 'warn', 'medium', 'moderate', 'minor', 'p3', 'sev3', '3'].map((word) => [word, 'P3'] as const),
  ...['info', 'informational', 'notice', 'low', 'none', 'debug', 'p4', 'sev4', '4'].map((word) => [word, 'P4'] as const),
])

/** Labels that name what is alerted about; the folder is where its rule is kept. */
const serviceLabels = ['service', 'service_name', 'app', 'application', 'component']

/** How urgent a severity is; P3 for a word that nobody knows. */
export function priorityOfSeverity(severity: string | undefined): Priority {
  return priorityOf.get(severity?.trim().toLowerCase() ?? '') ?? 'P3'
}

export function nameOf({ labels }: AlertPayload): string {
  return safeLine(labels.alertname ?? labels.rulename, 300) ?? 'Unnamed alert'
}

/** Alerts with an equal key make one issue: of one rule, folder and service, whatever numbers and names are in its title. */
export function issueKeyOf(alert: AlertPayload, groupByLabels: readonly string[]): string {
  const { labels } = alert
  const parts = [
    labels.grafana_folder ?? '',
    serviceOf(alert) ?? '',
    normaliseTitle(nameOf(alert)),
    ...groupByLabels.map((name) => `${name}=${normaliseTitle(labels[name] ?? '')}`),
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}

/** The alert as the issue that tracks it. */
export function toErrorIssue(alert: AlertPayload, groupByLabels: readonly string[]): ErrorIssue {
  const scope = serviceOf(alert) ?? safeLine(alert.labels.grafana_folder, 100) ?? 'Grafana'
  const name = nameOf(alert)
  return {
    externalId: issueKeyOf(alert, groupByLabels),
    shortId: null,
    organizationSlug: null,
    projectSlug: scope,
    title: cleanLine(`[${scope}] ${name}`, TITLE_LENGTH),
    message: safeText(alert.annotations.summary ?? alert.annotations.message ?? alert.annotations.description, 2_000) ?? name,
    errorType: null,
    culprit: null,
    level: safeLine(alert.labels.severity, 20),
    platform: null,
    priority: priorityOfSeverity(alert.labels.severity ?? alert.labels.priority),
    labels: ['Grafana'],
    description: describe(alert, name),
    count: null,
    userCount: null,
    firstSeen: vendorTime(alert.startsAt),
    lastSeen: vendorTime(alert.startsAt),
    url: cleanUrl(alert.generatorURL),
  }
}

function serviceOf({ labels }: AlertPayload): string | null {
  const name = serviceLabels.find((label) => labels[label])
  return name === undefined ? null : safeLine(labels[name], 100)
}

function describe(alert: AlertPayload, name: string): string {
  const { annotations, labels } = alert
  const summary = safeText(annotations.summary ?? annotations.message, 2_000)
  const detail = safeText(annotations.description, 4_000)
  const parts = [
    `- **Alert:** ${inlineCode(name)}`,
    summary && codeBlock(summary),
    detail && detail !== summary && codeBlock(detail),
    list('Labels', labels, hiddenLabels),
    list('Values', valuesOf(alert), none),
    links(alert),
  ]
  return parts.filter(Boolean).join('\n\n')
}

const none = new Set<string>()
/** Said elsewhere in the description. */
const hiddenLabels = new Set(['alertname'])

function list(title: string, values: Record<string, string>, hidden: ReadonlySet<string>): string | null {
  const rows = Object.entries(values).flatMap(([name, value]) => {
    const [key, shown] = [safeLine(name, 100), safeLine(value, 300)]
    // Grafana's own bookkeeping stands in double underscores.
    return key && shown && !hidden.has(name) && !name.startsWith('__') ? [`- ${inlineCode(key)}: ${inlineCode(shown)}`] : []
  })
  if (rows.length === 0) return null
  const more = rows.length > MOST_SHOWN ? [`- … ${rows.length - MOST_SHOWN} more`] : []
  return [`**${title}**`, '', ...rows.slice(0, MOST_SHOWN), ...more].join('\n')
}

function valuesOf({ values }: AlertPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, value === null ? '' : String(value)]))
}

function links({ generatorURL, annotations }: AlertPayload): string | null {
  const rule = cleanUrl(generatorURL)
  const runbook = cleanUrl(annotations.runbook_url)
  return [rule && link('Open in Grafana', rule), runbook && link('Runbook', runbook)].filter(Boolean).join(' · ') || null
}
