// What comes of it, in numbers.
import type { Metadata } from 'next'
import { InsightsPage } from '../../_views/insights-page.tsx'

export const metadata: Metadata = { title: 'Insights' }

export default function Page() {
  return <InsightsPage />
}
