// One run.
import type { Metadata } from 'next'
import { RunPage } from '../../../_views/run-page.tsx'

export const metadata: Metadata = { title: 'Run' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RunPage id={decodeURIComponent((await params).id)} />
}
