// Issues.
import type { Metadata } from 'next'
import { IssueListPage } from '../../_views/issue-list-page.tsx'

export const metadata: Metadata = { title: 'Issues' }

export default function Page() {
  return <IssueListPage />
}
