// All views behind the login share one frame, which stays while they change.
import type { ReactNode } from 'react'
import { Frame } from '../_frame/frame.tsx'

export default function MainLayout({ children }: { children: ReactNode }) {
  return <Frame>{children}</Frame>
}
