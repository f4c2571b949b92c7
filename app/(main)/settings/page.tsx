// Settings.
import type { Metadata } from 'next'
import { SettingsPage } from '../../_views/settings-page.tsx'

export const metadata: Metadata = { title: 'Settings' }

export default function Page() {
  return <SettingsPage />
}
