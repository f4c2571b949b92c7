// One issue.
import type { Metadata } from 'next'
import { IssuePage } from '../../../_views/issue-page.tsx'

interface Params {
  params: Promise<{ identifier: string }>
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: decodeURIComponent((await params).identifier) }
}

export default async function Page({ params }: Params) {
  return <IssuePage identifier={decodeURIComponent((await params).identifier)} />
}
