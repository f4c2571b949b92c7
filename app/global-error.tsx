// The last resort, when the frame itself broke: no styles but its own, two ways on.
'use client'

export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <html lang="en">
      <body
        style={{
          font: '14px/1.5 system-ui, sans-serif',
          display: 'grid',
          placeItems: 'center',
          minHeight: '100vh',
          margin: 0,
          colorScheme: 'light dark',
        }}
      >
        <main role="alert" style={{ maxWidth: 420, padding: 24 }}>
          <h1 style={{ fontSize: 18, margin: 0 }}>The interface broke</h1>
          <p>
            The page could not be shown. What was saved before is saved, and agents go on with their work. Try again; if it breaks
            again, go to the board, and tell whoever runs this server{error.digest ? ` that the log says ${error.digest}` : ''}.
          </p>
          {!error.digest && <p>{error.message}</p>}
          <p style={{ display: 'flex', gap: 16, alignItems: 'center' }}>
            <button type="button" onClick={reset}>
              Try again
            </button>
            {/* Not by the router, which may be what broke. */}
            <a href="/board">To the board</a>
          </p>
        </main>
      </body>
    </html>
  )
}
