// What a verdict rests on: the chart, both rates, the ratio, who could have told, and what became of the attempt.
'use client'
import { RelativeTime } from '../../ui/relative-time.tsx'
import type { FixDetail, FixProof } from './fix-queries.ts'
import { OccurrenceChart } from './occurrence-chart.tsx'
import { channelName, rateRows, ratioText, stepName } from './proof-words.ts'

export function FixProofView({ fix }: { fix: FixDetail }) {
  return (
    <div className="flex flex-col gap-3 text-meta">
      <OccurrenceChart fix={fix} />
      {fix.proof && <Rates proof={fix.proof} />}
      {fix.proof && <Channels proof={fix.proof} state={fix.state} />}
      <Commits fix={fix} />
      <History fix={fix} />
      <details>
        <summary className="cursor-default text-ink-3 hover:text-ink">All recorded evidence</summary>
        <pre className="mt-1 max-h-64 overflow-auto rounded-md border bg-panel p-2 font-mono text-micro">
          {JSON.stringify(fix.evidence, null, 2)}
        </pre>
      </details>
    </div>
  )
}

function Rates({ proof }: { proof: FixProof }) {
  const rows = rateRows(proof)
  const ratio = ratioText(proof)
  return (
    <div className="flex flex-col gap-1">
      <table className="w-full text-left">
        <caption className="sr-only">Events before and after the deployment</caption>
        <thead className="text-ink-3">
          <tr>
            <th scope="col" className="font-normal">
              <span className="sr-only">When</span>
            </th>
            <th scope="col" className="font-normal">
              events
            </th>
            <th scope="col" className="font-normal">
              in
            </th>
            <th scope="col" className="font-normal" title="95 % interval, exact for counts">
              a day (95 %)
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.when}>
              <th scope="row" className="pr-2 font-normal text-ink-3">
                {row.when}
              </th>
              <td className="pr-2">{row.events}</td>
              <td className="pr-2">{row.time}</td>
              <td>{row.rate}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {ratio && <p className="text-ink-2">{ratio}</p>}
    </div>
  )
}

function Channels({ proof, state }: { proof: FixProof; state: FixDetail['state'] }) {
  const { channels, connect, early } = proof
  return (
    <div className="flex flex-col gap-1">
      {channels.length > 0 ? (
        <p>
          <span className="text-ink-3">A recurrence would have been told by </span>
          {channels.map(channelName).join(', ')}
          {proof.has_traffic === false && <span className="text-need">; nothing of the project has come yet</span>}
        </p>
      ) : (
        <p className="text-need">
          {state === 'watching' ? 'So far nothing would tell of a recurrence.' : 'Nothing would have told of a recurrence.'}
        </p>
      )}
      {connect.length > 0 && (
        <ul aria-label="What to connect" className="list-disc pl-4 text-ink-2">
          {connect.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      )}
      {early && <p className="text-ink-3">Verified before the end of its window; what comes until then still fails it.</p>}
    </div>
  )
}

function Commits({ fix }: { fix: FixDetail }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
      <dt className="text-ink-3">merge</dt>
      <dd className="truncate font-mono text-ink-2">{fix.merge_sha.slice(0, 12)}</dd>
      {fix.deployed_sha && (
        <>
          <dt className="text-ink-3">deployed</dt>
          <dd className="truncate font-mono text-ink-2">
            {fix.deployed_sha.slice(0, 12)} to {fix.environment ?? 'production'}
          </dd>
        </>
      )}
    </dl>
  )
}

function History({ fix }: { fix: FixDetail }) {
  if (fix.history.length === 0) return null
  return (
    <ol aria-label="What became of it" className="flex flex-col gap-0.5">
      {fix.history.map((step) => (
        <li key={`${step.at} ${step.type}`} className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 break-words">
            {stepName(step.type)}
            {step.detail && <span className="text-ink-3"> · {step.detail}</span>}
          </span>
          <RelativeTime at={step.at} className="shrink-0 text-ink-3" />
        </li>
      ))}
    </ol>
  )
}
