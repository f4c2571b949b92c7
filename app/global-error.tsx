// The last resort, when the frame itself broke: no styles but its own, one way on.
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
          <p>Nothing on the server was changed by this. {error.message}</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  )
}
