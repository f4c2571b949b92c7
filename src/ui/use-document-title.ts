// The title of the browser's tab, while a view is shown.
'use client'
import { useEffect } from 'react'

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    const before = document.title
    document.title = `${title} · Dispatch`
    return () => {
      document.title = before
    }
  }, [title])
}
