// What shipped.
import type { Metadata } from 'next'
import { DeploymentListPage } from '../../_views/deployment-list-page.tsx'

export const metadata: Metadata = { title: 'Deployments' }

export default function Page() {
  return <DeploymentListPage />
}
